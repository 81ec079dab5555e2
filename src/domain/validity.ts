import { endOf, type KstDate, kstDateOf, lastOfMonthAfter } from './calendar.ts'

/** How long points live: their last day, and the first instant without them. */
export interface Validity {
  readonly through: KstDate
  /** Exclusive. */
  readonly expiresAt: Date
}

/**
 * R5: points expire at the end of the last day of the month that lies so many
 * months after the KST date of their accrual.
 */
export function validityFrom(accruedOn: KstDate, months: number): Validity {
  if (last?.accruedOn === accruedOn && last.months === months) return last.validity
  const through = lastOfMonthAfter(accruedOn, months)
  const validity = { through, expiresAt: endOf(through) }
  last = { accruedOn, months, validity }
  return validity
}

// The calendar is slow, and the accruals of a day ask the same.
let last:
  | { readonly accruedOn: KstDate; readonly months: number; readonly validity: Validity }
  | undefined

/** R5: the last day of points, by the first instant without them. */
export const lastDayOf = (expiresAt: Date): KstDate => kstDateOf(new Date(expiresAt.getTime() - 1))

const standardTerms: readonly number[] = [24, 60]
const longestTerm = 120

/** R6: a term that some contract may have, standard or negotiated, in months. */
export const isValidityTerm = (months: number): boolean => months >= 1 && months <= longestTerm

/** R6: 24 and 60 months are standard; others only where they were negotiated. */
export const isValidityAgreed = (months: number, negotiated: boolean): boolean =>
  standardTerms.includes(months) || (negotiated && isValidityTerm(months))
