import type { ContractId, LotId, WalletId } from './ids.ts'
import {
  byContract,
  type Entry,
  isBalanced,
  type Journal,
  journal,
  onContract,
  onLot,
} from './ledger.ts'
import { minus, negated, noPoints, type Points, plus, smaller, total, walletCap } from './points.ts'

export type WalletStatus = 'ACTIVE' | 'FROZEN' | 'CLOSED'

/** The points of one accrual; each amount is the sum of its entries. */
export interface Lot {
  readonly id: LotId
  readonly contract: ContractId
  readonly amount: Points
  readonly remaining: Points
  readonly held: Points
  readonly pending: Points
  /** What expired or was forfeited. */
  readonly expired: Points
  readonly accruedAt: Date
  /** Exclusive. */
  readonly expiresAt: Date
}

export interface Wallet {
  readonly id: WalletId
  readonly status: WalletStatus
  readonly available: Points
  readonly held: Points
  readonly pending: Points
  /** The earliest instant at which something in it expires; null: never. */
  readonly nextDueAt: Date | null
  /** Lots that hold something; `undefined` where nobody needed to look. */
  readonly lots: readonly Lot[] | undefined
}

/** R3: what the cap still leaves. */
export const roomOf = ({ available, held }: Pick<Wallet, 'available' | 'held'>): Points =>
  minus(walletCap, plus(available, held))

/** R27: whether something in the wallet is due, so that it must be carried out before anything else. */
export const isDue = ({ nextDueAt }: Pick<Wallet, 'nextDueAt'>, at: Date): boolean =>
  nextDueAt !== null && nextDueAt <= at

/** A wallet on its way through a command: as it is now, and what was posted to bring it there. */
export interface Draft {
  readonly wallet: Wallet
  readonly posted: readonly { readonly journal: Journal; readonly balanceAfter: Points }[]
  readonly opened: readonly Lot[]
}

export const draftOf = (wallet: Wallet): Draft => ({ wallet, posted: [], opened: [] })

/**
 * Posts a journal: each balance moves by its entries, and by nothing else (R34).
 * A journal without entries changes nothing and is not kept.
 */
export function post(draft: Draft, journal: Journal): Draft {
  if (journal.entries.length === 0) return draft
  if (!isBalanced(journal.entries)) throw new Error(`A ${journal.kind} journal is out of balance`)
  const { wallet } = draft
  const sums = sumsOf(journal.entries)
  const lots = wallet.lots && movedLots(wallet.lots, journal)
  const moved: Wallet = {
    ...wallet,
    available: plus(wallet.available, sums.WALLET_AVAILABLE),
    held: plus(wallet.held, sums.WALLET_HELD),
    pending: plus(wallet.pending, sums.WALLET_PENDING),
    lots,
    nextDueAt: lots ? earliestDue(lots) : wallet.nextDueAt,
  }
  const balanceAfter = plus(moved.available, moved.held)
  return {
    wallet: moved,
    posted: [...draft.posted, { journal, balanceAfter }],
    opened: movedLots(draft.opened, journal),
  }
}

/** Opens an empty lot, which the accrual's journal fills. */
export function open(draft: Draft, lot: Lot): Draft {
  const { nextDueAt, lots } = draft.wallet
  const due = nextDueAt && nextDueAt < lot.expiresAt ? nextDueAt : lot.expiresAt
  const wallet = { ...draft.wallet, nextDueAt: due, lots: lots && [...lots, lot] }
  return { ...draft, wallet, opened: [...draft.opened, lot] }
}

const sumsOf = (entries: readonly Entry[]) => {
  const sums = { WALLET_AVAILABLE: noPoints, WALLET_HELD: noPoints, WALLET_PENDING: noPoints }
  for (const { account, amount } of entries)
    if (account in sums) {
      const own = account as keyof typeof sums
      sums[own] = plus(sums[own], amount)
    }
  return sums
}

function movedLots(lots: readonly Lot[], { kind, entries }: Journal): readonly Lot[] {
  const byLot = groupedByLot(entries)
  const isLoss = kind === 'EXPIRY' || kind === 'FORFEIT'
  return lots.map((lot) => {
    const own = byLot.get(lot.id)
    if (!own) return lot
    const sums = sumsOf(own)
    const lost = isLoss ? negated(total(Object.values(sums))) : noPoints
    return {
      ...lot,
      remaining: plus(lot.remaining, sums.WALLET_AVAILABLE),
      held: plus(lot.held, sums.WALLET_HELD),
      pending: plus(lot.pending, sums.WALLET_PENDING),
      expired: plus(lot.expired, lost),
    }
  })
}

function groupedByLot(entries: readonly Entry[]): ReadonlyMap<LotId, readonly Entry[]> {
  const groups = new Map<LotId, Entry[]>()
  for (const entry of entries) {
    if (!entry.lot) continue
    const group = groups.get(entry.lot)
    if (group) group.push(entry)
    else groups.set(entry.lot, [entry])
  }
  return groups
}

/** Held points don't expire (R20), so a lot of held points alone is not due. */
function earliestDue(lots: readonly Lot[]): Date | null {
  let earliest: Date | null = null
  for (const { remaining, pending, expiresAt } of lots)
    if (remaining + pending > 0n && (!earliest || expiresAt < earliest)) earliest = expiresAt
  return earliest
}

/** The lots of a wallet that were loaded, because the command needs them. */
export function lotsOf({ lots, id }: Wallet): readonly Lot[] {
  if (!lots) throw new Error(`The lots of wallet ${id} were not loaded`)
  return lots
}

/**
 * R27, R19: carries out what is due: what is past its time expires, pending
 * points too, then what still waits fills the room. Whatever touches a wallet
 * does this first, and so do reads, which show a wallet as it is after it.
 */
export function carryOutDue(wallet: Wallet, at: Date): Draft {
  if (!isDue(wallet, at)) return draftOf(wallet)
  return fill(post(draftOf(wallet), expiry(lotsOf(wallet), at)))
}

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

/** How points that come into a wallet land. */
export interface Landing {
  readonly available: Points
  readonly pending: Points
}

/** R3: what goes above the cap becomes pending. */
export function land(wallet: Pick<Wallet, 'available' | 'held'>, amount: Points): Landing {
  const available = smaller(roomOf(wallet), amount)
  return { available, pending: minus(amount, available) }
}

/** Ids of lots sort by the instant at which they were made, within one too. */
const byOldestAccrual = (a: Lot, b: Lot): number =>
  a.accruedAt.getTime() - b.accruedAt.getTime() || (a.id < b.id ? -1 : 1)

/** R19: what expires first is spent first; same expiry: the older accrual. */
export const bySoonestExpiry = (a: Lot, b: Lot): number =>
  a.expiresAt.getTime() - b.expiresAt.getTime() || byOldestAccrual(a, b)
