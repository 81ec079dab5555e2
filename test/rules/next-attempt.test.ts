import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { nextAttempt } from '../../src/jobs/next-attempt.ts'

const queuedAt = new Date('2026-11-25T00:00:00Z')
const hour = 3_600_000
const day = 24 * hour
const after = (ms: number) => new Date(queuedAt.getTime() + ms)

describe('R28: what was not delivered is tried again, for a day', () => {
  test.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [12, 2_048_000],
    [13, hour],
    [14, hour],
    [2_000, hour],
  ])(
    'given attempt %i has failed, then it waits at most %i ms, and at least half of that',
    (attempts, longest) => {
      const at = after(60_000)
      const waits = [0, 1].map((chance) => {
        const next = nextAttempt({ attempts, queuedAt }, at, { chance })
        return Number(next) - at.getTime()
      })
      expect(waits).toEqual([longest / 2, longest])
    },
  )

  test.each([
    [5_000, 5_000],
    [100, 1_000],
    [3 * hour, hour],
  ])('given the receiver asks for %i ms, then it waits %i ms', (retryAfterMs, wait) => {
    const next = nextAttempt({ attempts: 1, queuedAt }, queuedAt, { chance: 1, retryAfterMs })
    expect(next).toEqual(after(wait))
  })

  test.each([
    [day - hour / 2, after(day)],
    [day - 1, after(day)],
    [day, undefined],
    [2 * day, undefined],
  ])('given %i ms have passed, when it fails, then it is tried next: %o', (passed, next) => {
    expect(nextAttempt({ attempts: 40, queuedAt }, after(passed), { chance: 1 })).toEqual(next)
  })

  test('given whatever the receiver asks, then it ends after a day, some hundred attempts at most', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (chances) => {
        let at: Date | undefined = queuedAt
        let last = queuedAt
        let attempts = 0
        while (at) {
          last = at
          attempts += 1
          const [chance = 0, retry = 0] = [chances.next().value, chances.next().value]
          at = nextAttempt({ attempts, queuedAt }, at, { chance, retryAfterMs: retry * 2 * hour })
          if (at) expect(at > last).toBe(true)
        }
        expect(last).toEqual(after(day))
        expect(attempts).toBeLessThan(100)
      }),
    )
  })
})
