import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  isGrantable,
  minus,
  negated,
  noPoints,
  plus,
  points,
  smaller,
  total,
  won,
  wonOf,
} from '../../src/domain/points.ts'
import { somePoints } from '../support/arbitrary.ts'

const any = somePoints(-(10n ** 30n), 10n ** 30n)

describe('R1: points are whole, and one spends as one won', () => {
  test.each([
    [0n, 0n],
    [1n, 1n],
    [2_000_000n, 2_000_000n],
    [2n ** 53n + 1n, 2n ** 53n + 1n],
  ])('given %s points, when they are spent, then they pay for %s won', (held, paid) => {
    expect(wonOf(points(held))).toBe(won(paid))
  })

  test('given any amounts, when they are added and taken away again, then none is lost or made', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(minus(plus(a, b), b)).toBe(a)
        expect(plus(a, negated(a))).toBe(noPoints)
        expect(plus(smaller(a, b), a === smaller(a, b) ? b : a)).toBe(plus(a, b))
      }),
    )
  })

  test('given any amounts, when they are totalled in any order, then the sum is the same', () => {
    fc.assert(
      fc.property(fc.array(any), (amounts) => {
        expect(total(amounts.toReversed())).toBe(amounts.reduce<bigint>((sum, a) => sum + a, 0n))
      }),
    )
  })
})

describe('R2: one accrual is 1 to 2,000,000 points', () => {
  test.each([
    [-(2n ** 53n), false],
    [-1n, false],
    [0n, false],
    [1n, true],
    [2n, true],
    [1_999_999n, true],
    [2_000_000n, true],
    [2_000_001n, false],
    [2n ** 53n - 1n, false],
  ])('given %s points, when they are to be granted at once, then they may be: %s', (asked, may) => {
    expect(isGrantable(points(asked))).toBe(may)
  })

  test('given a grantable amount, when it is split in two, then both parts are grantable', () => {
    fc.assert(
      fc.property(somePoints(2n, 2_000_000n), fc.nat(), (amount, where) => {
        const part = points(1n + (BigInt(where) % (amount - 1n)))
        expect([amount, part, minus(amount, part)].every(isGrantable)).toBe(true)
      }),
    )
  })
})
