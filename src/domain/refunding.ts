import { settle } from './due.ts'
import { owedTo, split } from './hold.ts'
import type { MerchantId, RedemptionId } from './ids.ts'
import { journal, onLot } from './ledger.ts'
import { minus, negated, noPoints, type Points, smaller, total } from './points.ts'
import type { RedemptionAmounts, RedemptionStatus } from './spending.ts'
import { type Draft, type Draw, type Lot, lotsOf, post, roomOf } from './wallet.ts'

/** What of a redemption decides what can still be refunded. */
export interface Refundable extends Pick<RedemptionAmounts, 'capturedPoints'> {
  readonly refundedPoints: Points
}

/** R25: what was captured and not yet refunded. */
export const refundableOf = ({ capturedPoints, refundedPoints }: Refundable): Points =>
  minus(capturedPoints, refundedPoints)

/** R25: the status of a redemption of which something was refunded. */
export const statusAfterRefund = (redemption: Refundable): RedemptionStatus =>
  refundableOf(redemption) === noPoints ? 'REFUNDED' : 'PARTIALLY_REFUNDED'

/**
 * R25: which points of a redemption go back, in the reverse of the order in which they were taken,
 * going on where the last refund stopped.
 *
 * @param draws as they were taken, held ones before their capture.
 */
export function returnedDraws(
  draws: readonly Draw[],
  { capturedPoints, refundedPoints }: Refundable,
  points: Points,
): readonly Draw[] {
  const [captured] = split(draws, capturedPoints)
  const [, left] = split(captured.toReversed(), refundedPoints)
  const [returned] = split(left, points)
  return returned
}

/** The wallet after a refund, and how much of it expired at once. */
export interface Refunded {
  readonly draft: Draft
  readonly expired: Points
}

/**
 * R25: points go back to their lots, from what the merchant is owed. Those of a lot past its time
 * pass through pending and expire; the others are available up to the room, then pending.
 *
 * @param draft the wallet with what was due carried out, and the lots that points go back to.
 */
export function refund(
  draft: Draft,
  returned: readonly Draw[],
  about: { readonly redemption: RedemptionId; readonly merchant: MerchantId },
  at: Date,
): Refunded {
  const lots = new Map(lotsOf(draft.wallet).map((lot) => [lot.id, lot]))
  const isPast = ({ lot }: Draw): boolean => expiresAtOf(lots.get(lot.id), lot.id) <= at
  let room = roomOf(draft.wallet)
  const toLots = returned.flatMap((draw) => {
    const available = isPast(draw) ? noPoints : smaller(room, draw.points)
    room = minus(room, available)
    return [
      onLot('WALLET_AVAILABLE', draw.lot, available),
      onLot('WALLET_PENDING', draw.lot, minus(draw.points, available)),
    ]
  })
  const takenBack = returned.map((draw) => ({ ...draw, points: negated(draw.points) }))
  const fromMerchant = owedTo(about.merchant, takenBack)
  const posted = post(draft, journal('REFUND', [...fromMerchant, ...toLots], about))
  return {
    draft: settle(posted, at),
    expired: total(returned.filter(isPast).map(({ points }) => points)),
  }
}

function expiresAtOf(lot: Lot | undefined, id: string): Date {
  if (!lot) throw new Error(`Lot ${id} was not loaded`)
  return lot.expiresAt
}
