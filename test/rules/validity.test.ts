import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { kstDateOf } from '../../src/domain/calendar.ts'
import { isValidityAgreed, isValidityTerm, validityFrom } from '../../src/domain/validity.ts'
import { instant } from '../support/arbitrary.ts'

const term = fc.integer({ min: 1, max: 120 })

describe('R5: points expire at the end of the month that lies the term after their accrual', () => {
  test.each([
    ['2023-07-13T03:00:00Z', 60, '2028-07-31', '2028-07-31T15:00:00.000Z'],
    ['2023-07-31T14:59:59Z', 60, '2028-07-31', '2028-07-31T15:00:00.000Z'],
    ['2023-07-31T15:30:00Z', 60, '2028-08-31', '2028-08-31T15:00:00.000Z'],
    ['2024-02-29T00:00:00Z', 24, '2026-02-28', '2026-02-28T15:00:00.000Z'],
    ['2022-02-28T00:00:00Z', 24, '2024-02-29', '2024-02-29T15:00:00.000Z'],
    ['2023-12-31T15:00:00Z', 1, '2024-02-29', '2024-02-29T15:00:00.000Z'],
    ['2023-12-31T14:59:59Z', 1, '2024-01-31', '2024-01-31T15:00:00.000Z'],
    ['2026-11-30T00:00:00Z', 120, '2036-11-30', '2036-11-30T15:00:00.000Z'],
  ])(
    'given points accrued at %s, when their term is %i months, then they live through %s, until %s',
    (at, months, through, expiresAt) => {
      const validity = validityFrom(kstDateOf(new Date(at)), months)
      expect([validity.through, validity.expiresAt.toISOString()]).toEqual([through, expiresAt])
    },
  )

  test('given any date and term, then the last day ends its month, and the expiry is the KST midnight after it', () => {
    fc.assert(
      fc.property(instant, term, (at, months) => {
        const accruedOn = kstDateOf(at)
        const { through, expiresAt } = validityFrom(accruedOn, months)
        const [year, month] = [Number(accruedOn.slice(0, 4)), Number(accruedOn.slice(5, 7))]
        // Months count from 0, so this is the first day of the month after the last.
        const midnight = Date.UTC(year, month - 1 + months + 1, 1) - 9 * 3_600_000
        expect(expiresAt.getTime()).toBe(midnight)
        expect(kstDateOf(expiresAt).slice(8)).toBe('01')
        expect(kstDateOf(new Date(midnight - 1))).toBe(through)
      }),
      { numRuns: 1_000 },
    )
  })

  test('given points of one contract, when they are accrued later, then they never expire sooner', () => {
    fc.assert(
      fc.property(instant, instant, term, (a, b, months) => {
        const [sooner, later] = a <= b ? [a, b] : [b, a]
        const first = validityFrom(kstDateOf(sooner), months).expiresAt
        expect(first <= validityFrom(kstDateOf(later), months).expiresAt).toBe(true)
      }),
    )
  })
})

describe('R6: 24 and 60 months are standard, another term has to be negotiated', () => {
  test.each([
    [24, false, true],
    [60, false, true],
    [24, true, true],
    [60, true, true],
    [1, false, false],
    [12, false, false],
    [23, false, false],
    [25, false, false],
    [120, false, false],
    [1, true, true],
    [120, true, true],
    [0, true, false],
    [-24, true, false],
    [121, true, false],
  ])(
    'given %i months, when negotiated is %s, then they are agreed: %s',
    (months, negotiated, agreed) => {
      expect(isValidityAgreed(months, negotiated)).toBe(agreed)
    },
  )

  test('given any number of months, when it is agreed, then it is a term, and negotiating never forbids one', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 400 }), (months) => {
        expect(isValidityTerm(months)).toBe(months >= 1 && months <= 120)
        expect(isValidityAgreed(months, true)).toBe(isValidityTerm(months))
        if (isValidityAgreed(months, false)) expect(isValidityAgreed(months, true)).toBe(true)
      }),
    )
  })
})
