import { z } from 'zod'
import { carryOutDue } from '../domain/due.ts'
import type { MerchantId, WalletId } from '../domain/ids.ts'
import { type Points, plus, points } from '../domain/points.ts'
import { refund, refundableOf, returnedDraws, statusAfterRefund } from '../domain/refunding.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { statusAt } from '../domain/spending.ts'
import type { RefundRedemption } from './asks.ts'
import type { Books, Handler } from './handler.ts'
import { ownRedemption } from './open-hold.ts'
import { redeemed, redemptionDeed, replayRedeemed } from './redemption-answer.ts'
import type { RedemptionRow, RefundRow } from './rows.ts'

const keptForm = z.object({ expired: z.string() })

/** R25: points of a redemption go back to their lots, in part or whole, in several steps. */
export const refundRedemption: Handler<'refundRedemption'> = {
  touches: ({ redemption }) => ({ redemption }),

  decide(command, books, { at }) {
    const found = ownRedemption(command, books)
    if (isRefusal(found)) return found
    const { row, draws } = found
    const refusal = refusalToRefund(command, row, books, at)
    if (refusal) return refusal
    const due = carryOutDue(books.wallet(row.walletId as WalletId), at)
    const returned = returnedDraws(draws, amountsOf(row), command.points)
    const about = { redemption: command.redemption, merchant: row.merchantId as MerchantId }
    const { draft, expired } = refund(due, returned, about, at)
    const redemption = refundedRow(row, command.points)
    const step: RefundRow = {
      id: books.newId(),
      redemptionId: row.id,
      points: command.points,
      expiredPoints: expired,
      reason: command.reason,
      createdAt: at,
    }
    return {
      answer: (rowOf) => ({ ...redeemed(redemption, rowOf), expiredPoints: expired }),
      kept: {
        redemption: row.id,
        wallet: row.walletId,
        step: step.id,
        expired: String(expired),
      },
      draft,
      redemption,
      refund: step,
      deed: redemptionDeed(redemption, {
        refunded: String(command.points),
        reason: command.reason,
      }),
    }
  },

  replay: (kept) => ({
    ...replayRedeemed(kept),
    expiredPoints: points(BigInt(keptForm.parse(kept).expired)),
  }),
}

/** R25, R26: a frozen wallet gets its points back, a closed one does not. */
function refusalToRefund(
  { points: asked }: RefundRedemption,
  row: RedemptionRow,
  books: Books,
  at: Date,
): Refusal | undefined {
  const status = statusAt(row, at)
  if (status === 'AUTHORIZED' || status === 'VOIDED' || status === 'LAPSED')
    return refuse('INVALID_STATE_CHANGE', 'redemption')
  if (books.wallet(row.walletId as WalletId).status === 'CLOSED')
    return refuse('WALLET_NOT_ACTIVE', 'redemption')
  if (asked > refundableOf(amountsOf(row))) return refuse('REFUND_EXCEEDS_REDEMPTION', 'points')
  return undefined
}

const amountsOf = ({ capturedPoints, refundedPoints }: RedemptionRow) => ({
  capturedPoints: points(capturedPoints),
  refundedPoints: points(refundedPoints),
})

function refundedRow(row: RedemptionRow, refunded: Points): RedemptionRow {
  const { capturedPoints, refundedPoints } = amountsOf(row)
  const after = { capturedPoints, refundedPoints: plus(refundedPoints, refunded) }
  return { ...row, ...after, status: statusAfterRefund(after) }
}
