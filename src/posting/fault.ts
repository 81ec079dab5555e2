import type { KstMonth } from '../domain/calendar.ts'

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

// Connection lost, rolled back for others' sake, short of resources, shutting down, not waiting.
const passing = /^(08|40|53|57|55P03|58)/
const sqlState = /^[0-9A-Z]{5}$/
// Prisma's own: server not reached, connection closed, pool or transaction timed out, transaction lost.
const passingPrisma = ['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2034', 'P2037']

/**
 * Whether trying again may help: the fault lies in the moment, not in a
 * command. What a command itself caused (a broken constraint, a defect) would
 * only happen again.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('fault' in error) return error.fault === 'redo'
  const states = codesOf(error)
  if (states.some((state) => passingPrisma.includes(state))) return true
  const own = states.filter((state) => sqlState.test(state) && !state.startsWith('P'))
  if (own.length > 0) return own.some((state) => passing.test(state))
  return /connection|ECONNRE|EPIPE|socket|terminat|closed/i.test(error.message)
}

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
