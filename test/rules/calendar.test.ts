import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  dayAfter,
  endOf,
  kstDateOf,
  kstMonthOf,
  kstTimeOf,
  lastOfMonthAfter,
  monthAfter,
  parseKstDate,
  parseKstMonth,
  startOf,
} from '../../src/domain/calendar.ts'
import { instant } from '../support/arbitrary.ts'
import { kstDate, kstMonth } from '../support/given.ts'

describe('the calendar in KST', () => {
  test.each([
    ['2023-07-31T14:59:59.999Z', '2023-07-31', '2023-07'],
    ['2023-07-31T15:00:00.000Z', '2023-08-01', '2023-08'],
    ['2023-07-31T15:30:00.000Z', '2023-08-01', '2023-08'],
    ['2024-02-28T15:00:00.000Z', '2024-02-29', '2024-02'],
    ['2024-12-31T14:59:59.999Z', '2024-12-31', '2024-12'],
    ['2024-12-31T15:00:00.000Z', '2025-01-01', '2025-01'],
    // Summer time, an hour ahead: the zone goes by its name, not by +09:00.
    ['1988-07-01T14:30:00.000Z', '1988-07-02', '1988-07'],
  ])('given the instant %s, when it is dated, then it lies on %s, in %s', (at, date, month) => {
    expect([kstDateOf(new Date(at)), kstMonthOf(new Date(at))]).toEqual([date, month])
  })

  test.each([
    ['2026-11-25T00:00:00.000Z', '09:00'],
    ['2026-11-25T00:00:00.001Z', '09:01'],
    ['2026-11-25T00:59:59.999Z', '10:00'],
    ['2026-11-25T14:59:00.000Z', '23:59'],
    ['2026-11-25T14:59:00.001Z', '00:00'],
  ])('given the instant %s, when its time is told, then it is %s, and never sooner', (at, time) => {
    expect(kstTimeOf(new Date(at))).toBe(time)
  })

  test.each([
    ['2023-07-31', '2023-07-30T15:00:00.000Z', '2023-07-31T15:00:00.000Z', '2023-08-01'],
    ['2024-02-28', '2024-02-27T15:00:00.000Z', '2024-02-28T15:00:00.000Z', '2024-02-29'],
    ['2023-02-28', '2023-02-27T15:00:00.000Z', '2023-02-28T15:00:00.000Z', '2023-03-01'],
    ['2024-12-31', '2024-12-30T15:00:00.000Z', '2024-12-31T15:00:00.000Z', '2025-01-01'],
  ])(
    'given %s, when its bounds are asked for, then it is [%s, %s) and %s follows',
    (text, start, end, next) => {
      const date = kstDate(text)
      expect([startOf(date).toISOString(), endOf(date).toISOString(), dayAfter(date)]).toEqual([
        start,
        end,
        next,
      ])
    },
  )

  test.each([
    ['2023-07', '2023-08'],
    ['2023-12', '2024-01'],
  ])('given the month %s, when it is over, then %s begins', (month, next) => {
    expect(monthAfter(kstMonth(month))).toBe(next)
  })

  test.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2023-12-01', 2, '2024-02-29'],
    ['2023-07-31', 0, '2023-07-31'],
  ])('given %s, when %i months pass, then the month ends on %s', (date, months, last) => {
    expect(lastOfMonthAfter(kstDate(date), months)).toBe(last)
  })

  test('given any instant, when it is dated, then it lies between the bounds of its date', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const date = kstDateOf(at)
        expect(date).toBe(new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 10))
        expect(startOf(date).getTime()).toBeLessThanOrEqual(at.getTime())
        expect(endOf(date).getTime()).toBeGreaterThan(at.getTime())
      }),
    )
  })

  test('given two instants, when they are dated, then their dates compare as they do', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        if (a <= b) expect(kstDateOf(a) <= kstDateOf(b)).toBe(true)
        else expect(kstMonthOf(a) >= kstMonthOf(b)).toBe(true)
      }),
    )
  })
})

describe('dates and months from outside', () => {
  test.each([
    ['2024-02-29', '2024-02-29'],
    ['9999-12-31', '9999-12-31'],
    ['0001-01-01', '0001-01-01'],
    ['0000-12-31', undefined],
    ['2023-02-29', undefined],
    ['2023-04-31', undefined],
    ['2023-13-01', undefined],
    ['2023-00-10', undefined],
    ['2023-01-00', undefined],
    ['2023-1-1', undefined],
    ['20230101', undefined],
    ['2023-01-01T00:00:00Z', undefined],
    ['2023-01-01\n', undefined],
    ['+002023-01-01', undefined],
    ['٢٠٢٣-01-01', undefined],
    ['', undefined],
  ])('given the text %j, when it is read as a date, then it is %s', (text, date) => {
    expect(parseKstDate(text)).toBe(date)
  })

  test.each([
    ['2023-01', '2023-01'],
    ['2023-12', '2023-12'],
    ['0001-01', '0001-01'],
    ['0000-12', undefined],
    ['2023-00', undefined],
    ['2023-13', undefined],
    ['2023-1', undefined],
    ['2023-01-01', undefined],
    ['2023-01\n', undefined],
  ])('given the text %j, when it is read as a month, then it is %s', (text, month) => {
    expect(parseKstMonth(text)).toBe(month)
  })

  test('given any year, month and day in figures, when they are read, then they are a date exactly where there is one', () => {
    const figures = fc.tuple(
      fc.integer({ min: 1900, max: 2200 }),
      fc.integer({ min: 0, max: 13 }),
      fc.integer({ min: 0, max: 32 }),
    )
    fc.assert(
      fc.property(figures, ([year, month, day]) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
        const days = new Date(Date.UTC(year, month, 0)).getUTCDate()
        const exists = month >= 1 && month <= 12 && day >= 1 && day <= days
        expect(parseKstDate(text)).toBe(exists ? text : undefined)
      }),
    )
  })
})
