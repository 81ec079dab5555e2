import { holdEnd, holdJournal } from '../domain/hold.ts'
import type { RedemptionId } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { begin, post } from '../domain/wallet.ts'
import type { Handler } from './handler.ts'
import { redeemed, redemptionDeed, replayRedeemed } from './redemption-answer.ts'
import type { RedemptionRow } from './rows.ts'
import { newRedemption, spendable, touchesOfSpending } from './spending.ts'

/** R20, first of two steps: points are held for an order, in the lots that expire first. */
export const authorizeRedemption: Handler<'authorizeRedemption'> = {
  touches: touchesOfSpending,

  decide(command, books, { at }) {
    const order = spendable(command, books, at)
    if (isRefusal(order)) return order
    const { due, draws } = order
    const id = books.newId<RedemptionId>()
    const hold = {
      redemption: id,
      merchant: order.merchant.id,
      endsAt: holdEnd(at, command.holdDays),
      draws,
    }
    const redemption: RedemptionRow = {
      ...newRedemption(command, order, { id, at }),
      holdExpiresAt: hold.endsAt,
    }
    return {
      answer: (rowOf) => redeemed(redemption, rowOf),
      kept: { redemption: id, wallet: order.wallet },
      draft: post(begin(due, hold), holdJournal(draws, hold)),
      redemption,
      deed: redemptionDeed(redemption, {
        merchant: order.merchant.code,
        points: String(command.points),
      }),
    }
  },

  replay: replayRedeemed,
}
