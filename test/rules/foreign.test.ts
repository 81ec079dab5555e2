import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  currencyDecimals,
  fitsCurrency,
  matchesForeign,
  wonOfForeign,
} from '../../src/domain/foreign.ts'
import { won } from '../../src/domain/points.ts'

const abroad = (amount: string, rate: string, currency = 'MOP') => ({ amount, currency, rate })

/** So many units of the last decimal, written as a decimal. */
const written = (units: bigint, decimals: number): string => {
  const digits = String(units).padStart(decimals + 1, '0')
  const point = digits.length - decimals
  return decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`
}

describe('R24: a local amount becomes won at its rate, rounded half up', () => {
  test.each([
    ['1234.50', '171.3333', 211_511n],
    ['0.5', '1', 1n],
    ['1.5', '1', 2n],
    ['2.5', '1', 3n],
    ['0.499999999999999999999', '1', 0n],
    ['2.4999', '1', 2n],
    ['1000', '9.05', 9_050n],
    ['0.01', '50', 1n],
    ['0.01', '49.99', 0n],
    ['9007199254740991.99', '1000', 9_007_199_254_740_991_990n],
    ['12345678901234567.89', '0.123456789012345', 1_524_157_875_323_875n],
  ])('given %s, when a unit is %s won, then it is %s won', (amount, rate, expected) => {
    expect(wonOfForeign(abroad(amount, rate))).toBe(expected)
  })

  test('given any amount and rate, when it is converted, then it is the exact product, rounded half up', () => {
    const units = fc.bigInt({ min: 0n, max: 10n ** 18n })
    const places = fc.integer({ min: 0, max: 8 })
    fc.assert(
      fc.property(units, places, units, places, (amount, a, rate, r) => {
        const one = 10n ** BigInt(a + r)
        const rounded = (2n * amount * rate + one) / (2n * one)
        expect(wonOfForeign(abroad(written(amount, a), written(rate, r)))).toBe(rounded)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('R24: a foreign amount stands exactly where the merchant is not paid in won', () => {
  const macau = abroad('1234.50', '171.3333')

  test.each([
    ['none, at home', null, 'KRW', 211_511n, true],
    ['none, abroad', null, 'MOP', 211_511n, false],
    ['one, at home', macau, 'KRW', 211_511n, false],
    ['won, at home', abroad('211511', '1', 'KRW'), 'KRW', 211_511n, false],
    ['one in its currency', macau, 'MOP', 211_511n, true],
    ['one in another currency', macau, 'JPY', 211_511n, false],
    ['one that is a won short', macau, 'MOP', 211_512n, false],
    ['one that is a won over', macau, 'MOP', 211_510n, false],
  ])('given %s, then it matches the order, or not', (_, foreign, currency, order, matches) => {
    expect(matchesForeign(foreign, currency, won(order))).toBe(matches)
  })

  test('given any order abroad, when its amount in won is any other, then it does not match', () => {
    const units = fc.bigInt({ min: 1n, max: 10n ** 12n })
    const off = fc.bigInt({ min: -5n, max: 5n })
    fc.assert(
      fc.property(units, units, off, (amount, rate, wrong) => {
        const foreign = abroad(written(amount, 2), written(rate, 4))
        const order = won(wonOfForeign(foreign) + wrong)
        expect(matchesForeign(foreign, 'MOP', order)).toBe(wrong === 0n)
      }),
    )
  })
})

describe('R24: a currency is one of ISO 4217, with its own decimals', () => {
  test.each([
    ['KRW', 0],
    ['JPY', 0],
    ['SGD', 2],
    ['MOP', 2],
    ['BHD', 3],
    ['XYZ', undefined],
    ['mop', undefined],
    ['MO', undefined],
    ['', undefined],
  ])('given %j, when its decimals are asked for, then they are %s', (currency, decimals) => {
    expect(currencyDecimals(currency)).toBe(decimals)
  })

  test.each([
    ['1234.50', 2, true],
    ['1234.5', 2, true],
    ['1234', 2, true],
    ['1234.567', 2, false],
    ['0.001', 2, false],
    ['1234', 0, true],
    ['1234.5', 0, false],
    ['1234.567', 3, true],
  ])('given %s, when the currency has %i decimals, then it fits: %s', (amount, decimals, fits) => {
    expect(fitsCurrency(amount, decimals)).toBe(fits)
  })

  test('given any amount whose last decimal counts, then it fits exactly the currencies with as many decimals', () => {
    const units = fc.bigInt({ min: 0n, max: 10n ** 15n }).map((n) => n * 10n + 1n)
    const places = fc.integer({ min: 0, max: 4 })
    fc.assert(
      fc.property(units, places, places, (amount, has, allowed) => {
        expect(fitsCurrency(written(amount, has), allowed)).toBe(has <= allowed)
      }),
    )
  })
})
