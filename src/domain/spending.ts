import { isOver, owedTo } from './hold.ts'
import type { MerchantId, RedemptionId } from './ids.ts'
import { type Journal, journal, onLot } from './ledger.ts'
import {
  minus,
  negated,
  noPoints,
  type Points,
  plus,
  smaller,
  type Won,
  won,
  wonOf,
} from './points.ts'
import { type Refusal, refuse } from './refusal.ts'
import { bySoonestExpiry, type Draw, type Lot } from './wallet.ts'

interface LotDraw extends Draw {
  readonly lot: Lot
}

/**
 * R19: spends the points that expire first, so that a user loses as few as
 * possible. `INSUFFICIENT_POINTS` (R26) where the lots hold fewer.
 */
export function drawSoonestExpiring(
  lots: readonly Lot[],
  wanted: Points,
): readonly LotDraw[] | Refusal<'INSUFFICIENT_POINTS'> {
  const draws: LotDraw[] = []
  let owed = wanted
  for (const lot of lots.toSorted(bySoonestExpiry)) {
    if (owed === noPoints) break
    const taken = smaller(lot.remaining, owed)
    if (taken > noPoints) draws.push({ lot, points: taken })
    owed = minus(owed, taken)
  }
  return owed === noPoints ? draws : refuse('INSUFFICIENT_POINTS', 'points')
}

/** The journal of points spent in one step: from the lots to what the merchant is owed. */
export const redemptionJournal = (
  draws: readonly Draw[],
  about: { readonly redemption: RedemptionId; readonly merchant: MerchantId },
): Journal =>
  journal(
    'REDEMPTION',
    [
      ...draws.map(({ lot, points }) => onLot('WALLET_AVAILABLE', lot, negated(points))),
      ...owedTo(about.merchant, draws),
    ],
    about,
  )

/** The amounts of an order at a merchant. */
export interface OrderAmounts {
  readonly orderAmount: Won
  readonly discountAmount: Won
  readonly points: Points
}

/** R21: points and discount together are at most the order's amount. */
export const isWithinOrder = ({ orderAmount, discountAmount, points }: OrderAmounts): boolean =>
  plus(discountAmount, wonOf(points)) <= orderAmount

export type RedemptionStatus =
  | 'AUTHORIZED'
  | 'CAPTURED'
  | 'VOIDED'
  | 'LAPSED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'

/** R20, R27: what a redemption is at an instant: a hold whose time is up has lapsed, whoever saw it. */
export const statusAt = ({ status, holdExpiresAt }: HoldState, at: Date): RedemptionStatus =>
  status === 'AUTHORIZED' && isPast(holdExpiresAt, at) ? 'LAPSED' : status

interface HoldState {
  readonly status: RedemptionStatus
  readonly holdExpiresAt: Date | null
}

const isPast = (endsAt: Date | null, at: Date): boolean => endsAt !== null && isOver({ endsAt }, at)

/** What of a redemption decides what else is to be paid. */
export interface RedemptionAmounts extends OrderAmounts {
  readonly status: RedemptionStatus
  readonly capturedPoints: Points
}

/** R21: what is left to pay by other means. Refunds don't change it; voided and lapsed: 0. */
export function otherAmountOf(redemption: RedemptionAmounts): Won {
  const { status, orderAmount, discountAmount, points, capturedPoints } = redemption
  if (status === 'VOIDED' || status === 'LAPSED') return won(0n)
  const paid = status === 'AUTHORIZED' ? points : capturedPoints
  return minus(minus(orderAmount, discountAmount), wonOf(paid))
}

/** R23: what a cash receipt could still cover: the other amount, and nothing at a merchant abroad. */
export const cashReceiptEligibleAmount = (redemption: RedemptionAmounts, country: string): Won =>
  country === 'KR' ? otherAmountOf(redemption) : won(0n)
