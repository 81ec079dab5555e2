import { type KstMonth, monthAfter } from './calendar.ts'

/** R31: a journal's settlement period: its KST month, or the first open month where that is closed. */
export function settlementPeriod(month: KstMonth, closed: ReadonlySet<KstMonth>): KstMonth {
  let period = month
  while (closed.has(period)) period = monthAfter(period)
  return period
}
