import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { nextAttempt } from '../../src/jobs/next-attempt.ts'

const first = new Date('2026-11-25T00:00:00Z')
const hour = 3_600_000
const day = 24 * hour
const after = (ms: number) => new Date(first.getTime() + ms)

describe('R28: what was not delivered is tried again, for a day from its first attempt', () => {
  test.each([
    [0, 1_000],
    [600, 1_000],
    [1_000, 1_000],
    [3_000, 3_000],
    [hour / 2, hour / 2],
    [hour, hour],
    [20 * hour, hour],
    // By another process, whose clock is behind.
    [-5_000, 1_000],
  ])(
    'given it has been tried for %i ms, then it waits at most %i ms, and at least half of that',
    (tried, longest) => {
      const at = after(tried)
      const waits = [0, 1].map((chance) => Number(nextAttempt(first, at, { chance })) - Number(at))
      expect(waits).toEqual([longest / 2, longest])
    },
  )

  test.each([
    [5_000, 5_000],
    [100, 1_000],
    [3 * hour, hour],
  ])('given the receiver asks for %i ms, then it waits %i ms', (retryAfterMs, wait) => {
    expect(nextAttempt(first, first, { chance: 1, retryAfterMs })).toEqual(after(wait))
  })

  test.each([
    [day - hour / 2, after(day)],
    [day - 1, after(day)],
    [day, undefined],
    [2 * day, undefined],
  ])('given %i ms have passed, when it fails, then it is tried next: %o', (passed, next) => {
    expect(nextAttempt(first, after(passed), { chance: 1 })).toEqual(next)
  })

  test('given whatever the receiver asks, then it ends after a day, some hundred attempts at most', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (chances) => {
        let at: Date | undefined = first
        let last = first
        let attempts = 0
        while (at) {
          last = at
          attempts += 1
          const [chance = 0, retry = 0] = [chances.next().value, chances.next().value]
          at = nextAttempt(first, at, { chance, retryAfterMs: retry * 2 * hour })
          if (at) expect(at > last).toBe(true)
        }
        expect(last).toEqual(after(day))
        expect(attempts).toBeLessThan(100)
      }),
    )
  })

  test('given it is never told when to come back, then it is tried often at first, and hourly at last', () => {
    const attempts = [first]
    for (;;) {
      const at = attempts.at(-1) ?? first
      const next = nextAttempt(first, at, { chance: 1 })
      if (!next) break
      attempts.push(next)
    }
    const passed = attempts.map((at) => (Number(at) - Number(first)) / 1_000)
    expect(passed.slice(0, 6)).toEqual([0, 1, 2, 4, 8, 16])
    expect(attempts.length).toBeLessThan(40)
  })
})
