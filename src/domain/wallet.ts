import type { ContractId, LotId, MerchantId, RedemptionId, WalletId } from './ids.ts'
import { type Entry, isBalanced, type Journal, type JournalKind } from './ledger.ts'
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

/** Points taken from one lot. */
export interface Draw {
  readonly lot: Pick<Lot, 'id' | 'contract'>
  readonly points: Points
}

/** Points held for a redemption (R20). */
export interface Hold {
  readonly redemption: RedemptionId
  readonly merchant: MerchantId
  /** The first instant at which it is over. */
  readonly endsAt: Date
  /** In the order in which they were taken; `undefined` where nobody needed to look. */
  readonly draws: readonly Draw[] | undefined
}

export interface Wallet {
  readonly id: WalletId
  readonly status: WalletStatus
  readonly available: Points
  readonly held: Points
  readonly pending: Points
  /** The earliest instant at which something in it expires or a hold ends; null: never. */
  readonly nextDueAt: Date | null
  /** Lots that hold something; `undefined` where nobody needed to look. */
  readonly lots: readonly Lot[] | undefined
  /** Holds that are not over; none where the lots are `undefined`. */
  readonly holds: readonly Hold[]
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
  const holds = endsHold[journal.kind]
    ? wallet.holds.filter(({ redemption }) => redemption !== journal.redemption)
    : wallet.holds
  const moved: Wallet = {
    ...wallet,
    available: plus(wallet.available, sums.WALLET_AVAILABLE),
    held: plus(wallet.held, sums.WALLET_HELD),
    pending: plus(wallet.pending, sums.WALLET_PENDING),
    lots,
    holds,
    nextDueAt: lots ? earliestDue(lots, holds) : wallet.nextDueAt,
  }
  const balanceAfter = plus(moved.available, moved.held)
  return {
    wallet: moved,
    posted: [...draft.posted, { journal, balanceAfter }],
    opened: movedLots(draft.opened, journal),
  }
}

const endsHold: Readonly<Partial<Record<JournalKind, true>>> = {
  CAPTURE: true,
  VOID: true,
  LAPSE: true,
}

/** Opens an empty lot, which the accrual's journal fills. */
export function open(draft: Draft, lot: Lot): Draft {
  const { nextDueAt, lots } = draft.wallet
  const due = nextDueAt && nextDueAt < lot.expiresAt ? nextDueAt : lot.expiresAt
  const wallet = { ...draft.wallet, nextDueAt: due, lots: lots && [...lots, lot] }
  return { ...draft, wallet, opened: [...draft.opened, lot] }
}

/** Begins a hold, which its journal fills (R20). */
export function begin(draft: Draft, hold: Hold): Draft {
  const wallet = { ...draft.wallet, holds: [...draft.wallet.holds, hold] }
  return { ...draft, wallet }
}

const noSums = () => ({
  WALLET_AVAILABLE: noPoints,
  WALLET_HELD: noPoints,
  WALLET_PENDING: noPoints,
})
type Sums = ReturnType<typeof noSums>

function add(sums: Sums, { account, amount }: Entry): void {
  if (!(account in sums)) return
  const own = account as keyof Sums
  sums[own] = plus(sums[own], amount)
}

function sumsOf(entries: readonly Entry[]): Sums {
  const sums = noSums()
  for (const entry of entries) add(sums, entry)
  return sums
}

function movedLots(lots: readonly Lot[], { kind, entries }: Journal): readonly Lot[] {
  const byLot = sumsByLot(entries)
  const isLoss = kind === 'EXPIRY' || kind === 'FORFEIT'
  return lots.map((lot) => {
    const sums = byLot.get(lot.id)
    if (!sums) return lot
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

function sumsByLot(entries: readonly Entry[]): ReadonlyMap<LotId, Sums> {
  const byLot = new Map<LotId, Sums>()
  for (const entry of entries) {
    if (!entry.lot) continue
    const sums = byLot.get(entry.lot) ?? noSums()
    add(sums, entry)
    byLot.set(entry.lot, sums)
  }
  return byLot
}

/** Held points don't expire (R20), so a lot of held points alone is due with its hold. */
function earliestDue(lots: readonly Lot[], holds: readonly Hold[]): Date | null {
  let earliest: Date | null = null
  for (const { endsAt } of holds) if (!earliest || endsAt < earliest) earliest = endsAt
  for (const { remaining, pending, expiresAt } of lots)
    if (remaining + pending > 0n && (!earliest || expiresAt < earliest)) earliest = expiresAt
  return earliest
}

/** The lots of a wallet that were loaded, because the command needs them. */
export function lotsOf({ lots, id }: Wallet): readonly Lot[] {
  if (!lots) throw new Error(`The lots of wallet ${id} were not loaded`)
  return lots
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

/** Of those of one instant, the one that was asked for first: a lot has the id of its accrual. */
export const byOldestAccrual = (a: Lot, b: Lot): number =>
  a.accruedAt.getTime() - b.accruedAt.getTime() || (a.id < b.id ? -1 : 1)

/** R19: what expires first is spent first; same expiry: the older accrual. */
export const bySoonestExpiry = (a: Lot, b: Lot): number =>
  a.expiresAt.getTime() - b.expiresAt.getTime() || byOldestAccrual(a, b)
