import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { attemptsLeft, lockedUntil } from '../../src/domain/coupon-entry.ts'

const minutes = (count: number): number => count * 60_000
const begin = Date.parse('2026-11-25T00:00:00Z')
const at = (ms: number): Date => new Date(begin + ms)
/** Ten failures, of which the last comes so long after the first. */
const tenWithin = (ms: number): readonly Date[] => [
  ...Array.from({ length: 9 }, (_, n) => at(n * 10)),
  at(ms),
]

describe('R17: coupon entry', () => {
  test.each([0, 1, 9])('given %d failures at once, then it was never locked', (count) => {
    const failures = Array.from({ length: count }, () => at(0))
    expect(lockedUntil(failures)).toBeNull()
    expect(attemptsLeft(failures, at(0))).toBe(10 - count)
  })

  test('given the tenth at once, then it is locked for thirty minutes from it', () => {
    const failures = Array.from({ length: 10 }, () => at(5))
    expect(lockedUntil(failures)).toEqual(at(minutes(30) + 5))
    expect(attemptsLeft(failures, at(5))).toBe(0)
  })

  test.each([
    [minutes(10) - 1, at(minutes(40) - 1)],
    [minutes(10), null],
    [minutes(10) + 1, null],
  ])('given the tenth %d ms after the first, then it is locked until %p', (ms, until) => {
    expect(lockedUntil(tenWithin(ms))).toEqual(until)
  })

  test('given failures of long ago, then only the last ten count', () => {
    const old = Array.from({ length: 5 }, () => at(-minutes(60)))
    expect(lockedUntil([...old, ...tenWithin(100)])).toEqual(at(minutes(30) + 100))
    expect(lockedUntil([...tenWithin(100), at(minutes(50))])).toBeNull()
  })

  test.each([
    [minutes(10) - 1, 7],
    [minutes(10), 8],
    [minutes(10) + 1, 9],
    [minutes(10) + 2, 10],
  ])(
    'given failures at 0, 1 and 2 ms, when another code fails after %d ms, then %d may fail',
    (ms, left) => {
      expect(attemptsLeft([at(0), at(1), at(2)], at(ms))).toBe(left)
    },
  )
})

/** The same told naively: all attempts are kept, and counted anew each time. */
function naive(instants: readonly number[]) {
  const failed: number[] = []
  let lockEnds = Number.NEGATIVE_INFINITY
  return instants.map((now) => {
    if (now < lockEnds) return { locked: true, left: 0, until: lockEnds }
    failed.push(now)
    const recent = failed.filter((then) => now - then < minutes(10)).length
    if (recent === 10) lockEnds = now + minutes(30)
    return { locked: false, left: 10 - recent, until: recent === 10 ? lockEnds : undefined }
  })
}

/** As it is kept: the last ten failures. */
function kept(instants: readonly number[]) {
  let failures: readonly Date[] = []
  return instants.map((now) => {
    const until = lockedUntil(failures)?.getTime()
    if (until !== undefined && now < until) return { locked: true, left: 0, until }
    const left = attemptsLeft(failures, new Date(now)) - 1
    failures = [...failures, new Date(now)].slice(-10)
    const next = lockedUntil(failures)?.getTime()
    return { locked: false, left, until: next }
  })
}

test('R17: given attempts at any instants, then ten kept failures tell what all of them would', () => {
  const gap = fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: minutes(2) }),
    fc.constantFrom(minutes(1), minutes(10) - 1, minutes(10), minutes(30) - 1, minutes(30)),
  )
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 60 }), (gaps) => {
      let now = begin
      const instants = gaps.map((ms) => {
        now += ms
        return now
      })
      expect(kept(instants)).toEqual(naive(instants))
    }),
    { numRuns: 2_000 },
  )
})
