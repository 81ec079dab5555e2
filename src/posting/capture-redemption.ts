import { captureJournal } from '../domain/hold.ts'
import { points } from '../domain/points.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import type { Handler } from './handler.ts'
import { holdEnded, openHold, ownRedemption } from './open-hold.ts'
import { redemptionDeed, replayRedeemed } from './redemption-answer.ts'
import type { RedemptionRow } from './rows.ts'

/** R20, second of two steps: held points go to the merchant, in part or whole; the rest is released. */
export const captureRedemption: Handler<'captureRedemption'> = {
  touches: ({ redemption }) => ({ redemption }),

  decide(command, books, { at }) {
    const found = ownRedemption(command, books)
    if (isRefusal(found)) return found
    const open = openHold(found.row, books, at)
    if (isRefusal(open)) return open
    const captured = command.points ?? points(found.row.points)
    if (captured > found.row.points) return refuse('INSUFFICIENT_POINTS', 'points')
    const redemption: RedemptionRow = {
      ...found.row,
      status: 'CAPTURED',
      capturedPoints: captured,
    }
    return {
      ...holdEnded(open, captureJournal(open.hold, captured), redemption, books, at),
      deed: redemptionDeed(redemption, { status: 'CAPTURED', points: String(captured) }),
    }
  },

  replay: replayRedeemed,
}
