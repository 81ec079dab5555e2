/**
 * The rules of points once more, as plainly as they can be told: one wallet at a time, one journal
 * after the other. It shares no code with what it judges.
 */

const cap = 2_000_000n

interface ModelLot {
  readonly id: string
  readonly expiresAt: number
  available: bigint
  pending: bigint
}

/** Lots stand in the order in which they were granted. */
export interface ModelWallet {
  lots: ModelLot[]
}

/** What a step moves, lot by lot: available and pending, up or down. */
export type Moves = ReadonlyMap<string, readonly [available: bigint, pending: bigint]>

export const emptyWallet = (): ModelWallet => ({ lots: [] })
export const copyOf = ({ lots }: ModelWallet): ModelWallet => ({
  lots: lots.map((lot) => ({ ...lot })),
})

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)
export const availableOf = ({ lots }: ModelWallet): bigint => sum(lots.map((lot) => lot.available))
export const pendingOf = ({ lots }: ModelWallet): bigint => sum(lots.map((lot) => lot.pending))

/** R5: the end of the month, in Seoul, nine hours ahead, that lies so many months after an instant's. */
export function endOfValidity(at: Date, months: number): number {
  const seoul = 9 * 3_600_000
  const local = new Date(at.getTime() + seoul)
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months + 1, 1) - seoul
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

const isDue = (lot: ModelLot, at: number): boolean =>
  lot.expiresAt <= at && lot.available + lot.pending > 0n

/** R27. */
export const expire = (wallet: ModelWallet, at: Date): Moves =>
  lose(wallet, (lot) => isDue(lot, at.getTime()))

/** R26. */
export const forfeit = (wallet: ModelWallet): Moves => lose(wallet, () => true)

function lose({ lots }: ModelWallet, isLost: (lot: ModelLot) => boolean): Moves {
  const lost = lots.filter((lot) => isLost(lot) && lot.available + lot.pending > 0n)
  const moves = new Map(lost.map((lot) => [lot.id, [-lot.available, -lot.pending] as const]))
  for (const lot of lost) Object.assign(lot, { available: 0n, pending: 0n })
  return moves
}

/** R4: the oldest first. */
export function fill(wallet: ModelWallet): Moves {
  const moves = new Map<string, readonly [bigint, bigint]>()
  for (const lot of wallet.lots) {
    const room = cap - availableOf(wallet)
    const moved = smaller(lot.pending, room)
    if (moved === 0n) continue
    lot.pending -= moved
    lot.available += moved
    moves.set(lot.id, [moved, -moved])
  }
  return moves
}

/** R3. */
export function grant(
  wallet: ModelWallet,
  { amount, ...lot }: { readonly id: string; readonly expiresAt: number; readonly amount: bigint },
): Moves {
  const room = cap - availableOf(wallet)
  const available = smaller(amount, room)
  const pending = amount - available
  wallet.lots.push({ ...lot, available, pending })
  return new Map([[lot.id, [available, pending]]])
}

/** R19: what expires first; then what was granted first. Takes what there is, if that is less. */
export function spend({ lots }: ModelWallet, amount: bigint): Moves {
  const moves = new Map<string, readonly [bigint, bigint]>()
  let left = amount
  for (const lot of lots.toSorted((a, b) => a.expiresAt - b.expiresAt)) {
    const taken = smaller(lot.available, left)
    if (taken === 0n) continue
    lot.available -= taken
    left -= taken
    moves.set(lot.id, [-taken, 0n])
  }
  return moves
}

/** R27: what could be spent at an instant, if the wallet is as it was left. */
export function spendableAt(wallet: ModelWallet, at: Date): bigint {
  const copy = copyOf(wallet)
  expire(copy, at)
  fill(copy)
  return availableOf(copy)
}
