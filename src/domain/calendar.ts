import { Temporal } from 'temporal-polyfill'

declare const form: unique symbol

/** A calendar date in KST, YYYY-MM-DD. Dates compare as text. */
export type KstDate = string & { readonly [form]: 'date' }

/** A calendar month in KST, YYYY-MM; also a settlement period. Months compare as text. */
export type KstMonth = string & { readonly [form]: 'month' }

/** All calendar rules use this time zone, by its name. */
const zone = 'Asia/Seoul'

/** The date in KST at an instant. */
export const kstDateOf = (at: Date): KstDate =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .toString() as KstDate

/** The time of day in KST at an instant, HH:MM; a minute that has begun is told as the next. */
export const kstTimeOf = (at: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(Math.ceil(at.getTime() / 60_000) * 60_000)
    .toZonedDateTimeISO(zone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' })

/** The month in KST at an instant. */
export const kstMonthOf = (at: Date): KstMonth => monthOf(kstDateOf(at))

export const monthOf = (date: KstDate): KstMonth => date.slice(0, 7) as KstMonth

/** The first instant of a KST date. */
export const startOf = (date: KstDate): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds)

/** The first instant after a KST date. */
export const endOf = (date: KstDate): Date => startOf(dayAfter(date))

export const dayAfter = (date: KstDate): KstDate =>
  Temporal.PlainDate.from(date).add({ days: 1 }).toString() as KstDate

export const daysBefore = (date: KstDate, days: number): KstDate =>
  Temporal.PlainDate.from(date).subtract({ days }).toString() as KstDate

const dayMs = 86_400_000

/** So many times 24 hours after an instant. */
export const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * dayMs)

/** The last date of the month that lies so many months after a date's. */
export function lastOfMonthAfter(date: KstDate, months: number): KstDate {
  const month = Temporal.PlainYearMonth.from(monthOf(date)).add({ months })
  return month.toPlainDate({ day: month.daysInMonth }).toString() as KstDate
}

export const monthAfter = (month: KstMonth): KstMonth =>
  Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString() as KstMonth

/** A date that exists, written YYYY-MM-DD; otherwise undefined. From year 1: PostgreSQL has no 0. */
export function parseKstDate(text: string): KstDate | undefined {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as KstDate
  } catch {
    return undefined
  }
}

/** A month that exists, written YYYY-MM, from year 1; otherwise undefined. */
export const parseKstMonth = (text: string): KstMonth | undefined =>
  /^(?!0000)\d{4}-(0[1-9]|1[0-2])$/.test(text) ? (text as KstMonth) : undefined
