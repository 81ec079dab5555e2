import { isOver, releaseJournal } from './hold.ts'
import { byContract, type Entry, type Journal, journal, onContract, onLot } from './ledger.ts'
import { minus, negated, noPoints, plus, smaller } from './points.ts'
import {
  byOldestAccrual,
  type Draft,
  draftOf,
  isDue,
  type Lot,
  lotsOf,
  post,
  roomOf,
  type Wallet,
} from './wallet.ts'

/**
 * R27, R19: carries out what is due: holds that are over lapse, what is past its time
 * expires, pending points too, then what still waits fills the room. Whatever touches a wallet
 * does this first, and so do reads, which show a wallet as it is after it.
 */
export function carryOutDue(wallet: Wallet, at: Date): Draft {
  if (!isDue(wallet, at)) return draftOf(wallet)
  let draft = draftOf(wallet)
  for (const hold of wallet.holds)
    if (isOver(hold, at)) draft = post(draft, releaseJournal('LAPSE', hold))
  return settle(draft, at)
}

/**
 * What follows whatever lets go of points (R20, R4): those past their time expire at once,
 * and what waits fills the room.
 */
export const settle = (draft: Draft, at: Date): Draft =>
  fill(post(draft, expiry(lotsOf(draft.wallet), at)))

function expiry(lots: readonly Lot[], at: Date): Journal {
  return loss(
    'EXPIRY',
    lots.filter(({ expiresAt }) => expiresAt <= at),
  )
}

/** R26: a wallet that closes forfeits all that it holds. */
export const forfeit = (draft: Draft): Draft => post(draft, loss('FORFEIT', lotsOf(draft.wallet)))

/** All that is available or pending in these lots goes to breakage. */
function loss(kind: 'EXPIRY' | 'FORFEIT', lots: readonly Lot[]): Journal {
  const lost = lots.map(({ contract, remaining, pending }) => ({
    contract,
    points: plus(remaining, pending),
  }))
  return journal(kind, [
    ...lots.map((lot) => onLot('WALLET_AVAILABLE', lot, negated(lot.remaining))),
    ...lots.map((lot) => onLot('WALLET_PENDING', lot, negated(lot.pending))),
    ...[...byContract(lost)].map(([contract, sum]) => onContract('BREAKAGE', contract, sum)),
  ])
}

/** R4: pending points fill the room at once, oldest accrual first. */
export function fill(draft: Draft): Draft {
  const { wallet } = draft
  let room = roomOf(wallet)
  if (room === noPoints || wallet.pending === noPoints) return draft
  const entries: Entry[] = []
  for (const lot of lotsOf(wallet).toSorted(byOldestAccrual)) {
    const moved = smaller(lot.pending, room)
    entries.push(
      onLot('WALLET_PENDING', lot, negated(moved)),
      onLot('WALLET_AVAILABLE', lot, moved),
    )
    room = minus(room, moved)
  }
  return post(draft, journal('PENDING_FILL', entries))
}
