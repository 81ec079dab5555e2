import type { KstMonth } from '../domain/calendar.ts'
import type { CouponOrderId, WalletId } from '../domain/ids.ts'

/** Thrown out of a batch that must be done again, because another process came between. */
interface Redo extends Error {
  readonly fault: 'redo'
}
export const redo = (reason: string): Redo =>
  Object.assign(new Error(`Do the batch again: ${reason}`), { fault: 'redo' as const })

/** Thrown out of a batch whose journals fall into a month that has no partition yet. */
interface MonthMissing extends Error {
  readonly fault: 'monthMissing'
  readonly month: KstMonth
}
export const monthMissing = (month: KstMonth): MonthMissing =>
  Object.assign(new Error(`There is no partition for ${month}`), {
    fault: 'monthMissing' as const,
    month,
  })

export const isMonthMissing = (error: unknown): error is MonthMissing =>
  error instanceof Error && 'fault' in error && error.fault === 'monthMissing'

/** Thrown out of a batch that asks for an order which a hold still takes though its time is up. */
interface HoldsOver extends Error {
  readonly fault: 'holdsOver'
  /** What is due in them is to be carried out first. */
  readonly wallets: readonly WalletId[]
}
export const holdsOver = (wallets: readonly WalletId[]): HoldsOver =>
  Object.assign(new Error('Holds whose time is up take orders that are asked for'), {
    fault: 'holdsOver' as const,
    wallets,
  })

export const isHoldsOver = (error: unknown): error is HoldsOver =>
  error instanceof Error && 'fault' in error && error.fault === 'holdsOver'

/** Thrown out of a batch on a contract whose orders have coupons that are past their deadline. */
interface OrdersDue extends Error {
  readonly fault: 'ordersDue'
  /** Their coupons are to expire first. */
  readonly orders: readonly CouponOrderId[]
}
export const ordersDue = (orders: readonly CouponOrderId[]): OrdersDue =>
  Object.assign(new Error('Coupons that are past their deadline still reserve points'), {
    fault: 'ordersDue' as const,
    orders,
  })

export const isOrdersDue = (error: unknown): error is OrdersDue =>
  error instanceof Error && 'fault' in error && error.fault === 'ordersDue'

/** The queue is full, or draining: nothing was written, and the caller may try again. */
export interface Overloaded extends Error {
  readonly fault: 'overloaded'
}
export const overloaded = (): Overloaded =>
  Object.assign(new Error('Too much is waiting. Nothing was written; try again.'), {
    fault: 'overloaded' as const,
  })
export const isOverloaded = (error: unknown): error is Overloaded =>
  error instanceof Error && 'fault' in error && error.fault === 'overloaded'

// Connection lost, short of resources, shutting down, disk; Prisma: not reached, closed, no free connection.
const outage = /^(08|53|57|58|P1001|P1002|P1008|P1017|P2024|P2037)/
// Rolled back for others' sake, not waiting; Prisma: took too long, conflict.
const contention = /^(40|55P03|P2028|P2034)/
const lostConnection =
  /connection|ECONNRE|EPIPE|socket|terminat|closed|trying to connect|read timeout/i

/** Whether the database can't be had: then no command can be carried out, and each is to blame for nothing. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || 'fault' in error) return false
  const codes = codesOf(error).filter((code) => known.test(code))
  return codes.length > 0
    ? codes.some((code) => outage.test(code))
    : lostConnection.test(error.message)
}

/**
 * Whether trying again may help: the fault lies in the moment, not in a
 * command. What a command itself caused (a broken constraint, a defect) would
 * only happen again.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('fault' in error) return error.fault === 'redo'
  return isOutage(error) || codesOf(error).some((code) => contention.test(code))
}

/** Whether whoever is not answered does well to ask again, after a pause. */
export const isWorthAsking = (error: unknown): boolean => isPassing(error) || isOverloaded(error)

/**
 * Whether somebody held a lock for too long: waiting again would stop whoever
 * shares the batch. It was rolled back, so nothing of it was written.
 */
export const isLockTimeout = (error: unknown): boolean => codesOf(error).includes('55P03')

// P2010 is Prisma's envelope of a failed raw statement, whose own code lies inside.
const known = /^(?!P2010)[0-9A-Z]{5}$/

/** Every code that an error and its causes carry; Prisma wraps the database's own several deep. */
function codesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return []
  const { code, originalCode } = error as { code?: unknown; originalCode?: unknown }
  const own = [code, originalCode].filter((value) => typeof value === 'string')
  const inner = ['cause', 'meta', 'driverAdapterError'].flatMap((name) =>
    codesOf((error as Record<string, unknown>)[name], depth + 1),
  )
  return [...own, ...inner]
}
