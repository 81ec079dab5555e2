import type { KstMonth } from '../domain/calendar.ts'
import type { CouponOrderId, WalletId } from '../domain/ids.ts'

/** Thrown out of a batch for a reason that its posting knows what to do about. */
type Fault<Name extends string, Told> = Error & { readonly fault: Name } & Told

const faultOf = <Name extends string, Told>(
  fault: Name,
  message: string,
  told: Told,
): Fault<Name, Told> => Object.assign(new Error(message), { fault, ...told })

const isFault = (error: unknown, name: string): boolean =>
  error instanceof Error && 'fault' in error && error.fault === name

/** The batch must be done again, because another process came between. */
export const redo = (reason: string) => faultOf('redo', `Do the batch again: ${reason}`, {})

/** Journals of the batch fall into a month that has no partition yet. */
export const monthMissing = (month: KstMonth) =>
  faultOf('monthMissing', `There is no partition for ${month}`, { month })

export const isMonthMissing = (error: unknown): error is ReturnType<typeof monthMissing> =>
  isFault(error, 'monthMissing')

/** The batch asks for an order that a hold takes though its time is up: it is to lapse first. */
export const holdsOver = (wallets: readonly WalletId[]) =>
  faultOf('holdsOver', 'Holds whose time is up take orders that are asked for', { wallets })

export const isHoldsOver = (error: unknown): error is ReturnType<typeof holdsOver> =>
  isFault(error, 'holdsOver')

/** The batch is about a contract with coupons past their deadline: these are to expire first. */
export const ordersDue = (orders: readonly CouponOrderId[]) =>
  faultOf('ordersDue', 'Coupons that are past their deadline still reserve points', { orders })

export const isOrdersDue = (error: unknown): error is ReturnType<typeof ordersDue> =>
  isFault(error, 'ordersDue')

/** The queue is full, or draining: nothing was written, and the caller may try again. */
export const overloaded = () =>
  faultOf('overloaded', 'Too much is waiting. Nothing was written; try again.', {})

export const isOverloaded = (error: unknown): error is ReturnType<typeof overloaded> =>
  isFault(error, 'overloaded')

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
  if ('fault' in error) return isFault(error, 'redo')
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
