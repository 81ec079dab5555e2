import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { kstMonthOf, monthAfter } from '../../src/domain/calendar.ts'
import { settlementPeriod } from '../../src/domain/period.ts'
import { instant } from '../support/arbitrary.ts'
import { kstMonth } from '../support/given.ts'

describe('R31: a journal belongs to its KST month, or to the first open one after it', () => {
  test.each([
    ['2024-03', [], '2024-03'],
    ['2024-03', ['2024-03'], '2024-04'],
    ['2024-03', ['2024-02'], '2024-03'],
    ['2024-03', ['2024-04'], '2024-03'],
    ['2024-03', ['2024-03', '2024-04', '2024-05'], '2024-06'],
    ['2024-03', ['2024-03', '2024-05'], '2024-04'],
    ['2024-12', ['2024-12'], '2025-01'],
  ])(
    'given a journal of %s, when %j are closed, then its period is %s',
    (month, closed, period) => {
      expect(settlementPeriod(kstMonth(month), new Set(closed.map(kstMonth)))).toBe(period)
    },
  )

  test('given a journal at 15:00 UTC on the last of a month, when it is posted, then it belongs to the next month', () => {
    const month = kstMonthOf(new Date('2024-03-31T15:00:00Z'))
    expect(settlementPeriod(month, new Set())).toBe('2024-04')
  })

  test('given any closed months, when a journal is posted, then its period is open, and every month it passed over is closed', () => {
    const closedOf = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 30 })
    fc.assert(
      fc.property(instant, closedOf, (at, offsets) => {
        const own = kstMonthOf(at)
        const months = [own]
        for (let n = 0; n < 31; n++) months.push(monthAfter(months.at(-1) ?? own))
        const closed = new Set(offsets.flatMap((offset) => months[offset] ?? []))

        const period = settlementPeriod(own, closed)

        expect(closed.has(period)).toBe(false)
        expect(period >= own).toBe(true)
        expect(months.filter((month) => month < period).every((month) => closed.has(month))).toBe(
          true,
        )
      }),
    )
  })
})
