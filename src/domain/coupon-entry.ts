/** R17: so many failed codes within this time lock an account's coupon entry for that long. */
export const attempts = { most: 10, withinMs: 10 * 60_000, lockedForMs: 30 * 60_000 } as const

/**
 * R17: until when coupon entry is locked; null: it never was, by these.
 *
 * @param failures instants of an account's latest failed codes, oldest first.
 */
export function lockedUntil(failures: readonly Date[]): Date | null {
  const first = failures.at(-attempts.most)
  const last = failures.at(-1)
  if (!first || !last || last.getTime() - first.getTime() >= attempts.withinMs) return null
  return new Date(last.getTime() + attempts.lockedForMs)
}

/** R17: how many more codes may fail before coupon entry is locked. */
export function attemptsLeft(failures: readonly Date[], at: Date): number {
  const since = at.getTime() - attempts.withinMs
  const counting = failures.filter((failure) => failure.getTime() > since)
  return Math.max(0, attempts.most - counting.length)
}
