import { fill } from '../domain/due.ts'
import type { RedemptionId } from '../domain/ids.ts'
import { isRefusal } from '../domain/refusal.ts'
import { redemptionJournal } from '../domain/spending.ts'
import { post } from '../domain/wallet.ts'
import type { Handler } from './handler.ts'
import { redeemed, redemptionDeed, replayRedeemed } from './redemption-answer.ts'
import type { RedemptionRow } from './rows.ts'
import { newRedemption, spendable, touchesOfSpending } from './spending.ts'

/** A user spends points at a merchant: they leave the lots that expire first for what it is owed. */
export const redeemPoints: Handler<'redeemPoints'> = {
  touches: touchesOfSpending,

  decide(command, books, { at }) {
    const order = spendable(command, books, at)
    if (isRefusal(order)) return order
    const { merchant, due, draws } = order
    const id = books.newId<RedemptionId>()
    const spent = redemptionJournal(draws, { redemption: id, merchant: merchant.id })
    const redemption: RedemptionRow = {
      ...newRedemption(command, order, { id, at }),
      status: 'CAPTURED',
      capturedPoints: command.points,
    }
    return {
      answer: (rowOf) => redeemed(redemption, rowOf),
      kept: { redemption: id, wallet: order.wallet },
      draft: fill(post(due, spent)),
      redemption,
      deed: redemptionDeed(redemption, {
        merchant: merchant.code,
        points: String(command.points),
      }),
    }
  },

  replay: replayRedeemed,
}
