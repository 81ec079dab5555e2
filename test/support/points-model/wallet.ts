/**
 * The rules of one wallet once more, as plainly as they can be told. It shares no code with what it
 * judges, changes in place, and knows no ledger: only what is where.
 */

export const cap = 2_000_000
const dayMs = 86_400_000

export interface Lot {
  /** Its accrual's. */
  readonly id: string
  /** Of accruals, as they were asked for. */
  readonly position: number
  readonly contract: string
  readonly amount: number
  readonly accruedAt: number
  readonly expiresAt: number
  available: number
  held: number
  pending: number
  expired: number
}

interface Draw {
  readonly lot: Lot
  readonly points: number
}

type RedemptionStatus =
  | 'AUTHORIZED'
  | 'CAPTURED'
  | 'VOIDED'
  | 'LAPSED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'

export interface Redemption {
  readonly id: string
  readonly account: string
  readonly merchant: string
  readonly orderId: string
  readonly orderAmount: number
  readonly discountAmount: number
  readonly points: number
  readonly endsAt: number | null
  status: RedemptionStatus
  captured: number
  refunded: number
  /** What was taken, in the order in which it was, and neither released nor given back. */
  draws: Draw[]
}

export interface Wallet {
  status: 'ACTIVE' | 'FROZEN' | 'CLOSED'
  readonly lots: Lot[]
  readonly redemptions: Redemption[]
}

export type Part = 'available' | 'held' | 'pending' | 'expired'

export const sumOf = (lots: readonly Lot[], part: Part): number =>
  lots.reduce((sum, lot) => sum + lot[part], 0)

export const roomOf = ({ lots }: Wallet): number =>
  cap - sumOf(lots, 'available') - sumOf(lots, 'held')

/** R5: the end of the month, in Seoul, that lies so many months after an instant's. */
export function endOfValidity(at: number, months: number): number {
  const seoul = 9 * 3_600_000
  const local = new Date(at + seoul)
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + months + 1, 1) - seoul
}

/** R20: exactly so many days of 24 hours. */
export const endOfHold = (at: number, days: number): number => at + days * dayMs

/** R27: when something in it lapses or expires. */
export const duesOf = ({ lots, redemptions }: Wallet): readonly number[] => [
  ...lots.filter((lot) => lot.available + lot.held + lot.pending > 0).map((lot) => lot.expiresAt),
  ...redemptions.flatMap(({ status, endsAt }) =>
    status === 'AUTHORIZED' && endsAt !== null ? [endsAt] : [],
  ),
]

/** R19, R27: lapses, then expiry, then fills. */
export function carryOutDue(wallet: Wallet, at: number): void {
  for (const hold of wallet.redemptions)
    if (hold.status === 'AUTHORIZED' && hold.endsAt !== null && hold.endsAt <= at) {
      hold.status = 'LAPSED'
      release(hold, 0)
    }
  settle(wallet, at)
}

/** R20, R4: what is past its time expires, and what waits fills the room, the oldest first. */
export function settle(wallet: Wallet, at: number): void {
  lose(wallet.lots.filter(({ expiresAt }) => expiresAt <= at))
  for (const lot of wallet.lots.toSorted(byAge)) {
    const moved = Math.min(lot.pending, roomOf(wallet))
    lot.pending -= moved
    lot.available += moved
  }
}

const byAge = (a: Lot, b: Lot): number => a.accruedAt - b.accruedAt || a.position - b.position
const byExpiry = (a: Lot, b: Lot): number => a.expiresAt - b.expiresAt || byAge(a, b)

/** Expired or forfeited: what is held stays. */
export function lose(lots: readonly Lot[]): void {
  for (const lot of lots) {
    lot.expired += lot.available + lot.pending
    Object.assign(lot, { available: 0, pending: 0 })
  }
}

/** R19: from the lots that expire first; of the same expiry, the older accrual. */
export function take({ lots }: Wallet, points: number, to: 'held' | 'spent'): Draw[] {
  const draws: Draw[] = []
  let left = points
  for (const lot of lots.toSorted(byExpiry)) {
    const taken = Math.min(lot.available, left)
    if (taken === 0) continue
    lot.available -= taken
    if (to === 'held') lot.held += taken
    left -= taken
    draws.push({ lot, points: taken })
  }
  return draws
}

/** R20: of what is held, the first so many points stay taken; the rest is available again. */
export function release(hold: Redemption, kept: number): void {
  const captured: Draw[] = []
  let left = kept
  for (const { lot, points } of hold.draws) {
    const spent = Math.min(points, left)
    left -= spent
    lot.held -= points
    lot.available += points - spent
    if (spent > 0) captured.push({ lot, points: spent })
  }
  hold.draws = captured
}

/** R25: points go back in the reverse of the order in which they were taken; tells what expired. */
export function giveBack(wallet: Wallet, from: Redemption, points: number, at: number): number {
  let left = points
  let expired = 0
  while (left > 0) {
    const last = from.draws.pop()
    if (!last) throw new Error('More was given back than was taken')
    const { lot } = last
    const given = Math.min(last.points, left)
    left -= given
    if (given < last.points) from.draws.push({ lot, points: last.points - given })
    const available = lot.expiresAt <= at ? 0 : Math.min(given, roomOf(wallet))
    lot.available += available
    lot.pending += given - available
    if (lot.expiresAt <= at) expired += given
  }
  settle(wallet, at)
  return expired
}
