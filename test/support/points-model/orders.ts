/** The rules of one order of coupons once more, as plainly as they can be told. */

const dayMs = 86_400_000
const secondMs = 1_000
const minuteMs = 60 * secondMs

export interface Coupon {
  readonly code: string
  /** By which account, and what it was granted; null: not yet. */
  registered: { readonly account: string; readonly accrual: string } | null
}

export interface CouponOrder {
  readonly id: string
  readonly contract: string
  readonly value: number
  readonly quantity: number
  /** Who approves and issues it; without one the operator. */
  readonly agency: string | null
  readonly deliveredBy: 'PARTNER' | 'AGENCY'
  /** Until then its coupons can be registered. */
  readonly closesAt: number
  readonly test: boolean
  status: 'REQUESTED' | 'APPROVED' | 'ISSUED' | 'DELIVERED' | 'CANCELLED'
  /** None before all are made. */
  coupons: Coupon[]
  /** What has become of the coupons that nobody registered. */
  ended: 'VOID' | 'EXPIRED' | null
  /** Points that its expiry gives back, and that the ledger still reserves. */
  unposted: number
}

/** R16: the end of a date in Seoul. */
export const endOfDate = (date: unknown): number =>
  Date.parse(`${date}T00:00:00Z`) + dayMs - 9 * 3_600_000

/** R14, R18: its coupons wait to be made, delivered or registered. */
export const isOpen = ({ status, ended }: CouponOrder): boolean =>
  (status === 'ISSUED' || status === 'DELIVERED') && ended === null

export const isUnmade = (order: CouponOrder): boolean => isOpen(order) && order.coupons.length === 0

export const openCoupons = ({ coupons }: CouponOrder): Coupon[] =>
  coupons.filter(({ registered }) => registered === null)

/** What is reserved for it. */
export const openPoints = ({ value, quantity, coupons }: CouponOrder): number =>
  value * (quantity - coupons.filter(({ registered }) => registered !== null).length)

/** R16. */
export function statusOf({ registered }: Coupon, { status, ended }: CouponOrder) {
  if (registered) return 'REGISTERED'
  return ended ?? (status === 'DELIVERED' ? 'DELIVERED' : 'ISSUED')
}

/** R15: however it is typed. */
export const plainCode = (typed: unknown): string =>
  String(typed).toUpperCase().replaceAll(/[- ]/g, '')

/** What of an account's failed codes is known. */
export interface Entry {
  /** Instants of failures. */
  failures: number[]
  lockedUntil: number
}

/** R17: the tenth within ten minutes locks for thirty. */
export function fail(entry: Entry, at: number): void {
  entry.failures.push(at)
  if (recentOf(entry, at).length >= 10) entry.lockedUntil = at + 30 * minuteMs
}

const recentOf = ({ failures }: Entry, at: number): number[] =>
  failures.filter((failure) => at - failure < 10 * minuteMs)

/**
 * When the lock has ended; or when one more failure locks no longer. That is a second late, since a
 * failure's instant is known but for the moments that it took.
 */
export function edgesOfEntry(entry: Entry, at: number): readonly number[] {
  if (entry.lockedUntil > at) return [entry.lockedUntil + secondMs]
  const [oldest, ...others] = recentOf(entry, at)
  return oldest !== undefined && others.length === 8 ? [oldest + 10 * minuteMs + secondMs] : []
}
