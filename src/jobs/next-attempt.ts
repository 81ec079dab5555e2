const firstMs = 1_000
const longestMs = 3_600_000

/** R28: how long a notice is tried. */
const givenUpAfterMs = 86_400_000

/**
 * When to try again what has failed; undefined: never, it is given up. Waits as long again as it has
 * been tried already, from a second up to an hour, and as long as the receiver asks, within that
 * hour; the last attempt is a day after the first.
 *
 * @param chance from 0 to 1, which keeps what failed together from coming back together.
 */
export function nextAttempt(
  firstTriedAt: Date,
  at: Date,
  { chance, retryAfterMs = 0 }: { chance: number; retryAfterMs?: number | undefined },
): Date | undefined {
  const end = firstTriedAt.getTime() + givenUpAfterMs
  if (at.getTime() >= end) return undefined
  const tried = at.getTime() - firstTriedAt.getTime()
  const longest = Math.min(longestMs, Math.max(firstMs, tried))
  const own = longest * (0.5 + chance / 2)
  const wait = Math.max(own, Math.min(retryAfterMs, longestMs))
  return new Date(Math.min(at.getTime() + Math.ceil(wait), end))
}
