import { releaseJournal } from '../domain/hold.ts'
import { isRefusal } from '../domain/refusal.ts'
import type { Handler } from './handler.ts'
import { holdEnded, openHold, ownRedemption } from './open-hold.ts'
import { redemptionDeed, replayRedeemed } from './redemption-answer.ts'
import type { RedemptionRow } from './rows.ts'

/** R20, the other second step: all that is held is released, and the order can be paid for anew. */
export const voidRedemption: Handler<'voidRedemption'> = {
  touches: ({ redemption }) => ({ redemption }),

  decide(command, books, { at }) {
    const found = ownRedemption(command, books)
    if (isRefusal(found)) return found
    const open = openHold(found.row, books, at)
    if (isRefusal(open)) return open
    const redemption: RedemptionRow = { ...found.row, status: 'VOIDED' }
    return {
      ...holdEnded(open, releaseJournal('VOID', open.hold), redemption, books, at),
      deed: redemptionDeed(redemption, { status: 'VOIDED' }),
    }
  },

  replay: replayRedeemed,
}
