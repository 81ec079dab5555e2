/**
 * Ids that sort by the instant at which they were made: UUID version 7, as
 * 48 bits of milliseconds, a counter of 24 bits and 48 random bits. The counter
 * orders what is made within a millisecond, in one process or after another's.
 */
export interface Stamp {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly counter: number
}

const counterEnd = 2 ** 24

/** The stamp of an id made by `idOf`; of any other version-7 id its instant, and a counter. */
export const stampOf = (id: string): Stamp => ({
  at: Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16),
  counter: Number.parseInt(id.slice(15, 18) + id.slice(20, 23), 16),
})

/** The first stamp at that instant or later that lies after `last`. */
export function stampAfter(last: Stamp | undefined, at: number): Stamp {
  if (!last || last.at < at) return { at, counter: 0 }
  const counter = last.counter + 1
  return counter < counterEnd ? { at: last.at, counter } : { at: last.at + 1, counter: 0 }
}

/** @param random 12 hexadecimal digits, which keep ids of several processes apart. */
export function idOf({ at, counter }: Stamp, random: string): string {
  const time = at.toString(16).padStart(12, '0')
  const count = counter.toString(16).padStart(6, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(0, 3)}-8${count.slice(3)}-${random}`
}
