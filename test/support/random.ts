/** Chance that a seed repeats: the same one gives the same numbers. */
export interface Chance {
  /** 0 to `end`, not included. */
  readonly below: (end: number) => number
  readonly oneOf: <T>(values: readonly T[]) => T
  /** True so many times in a hundred. */
  readonly percent: (share: number) => boolean
}

/** mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    oneOf<T>(values: readonly T[]): T {
      const value = values[below(values.length)]
      if (value === undefined) throw new Error('There is nothing to choose from')
      return value
    },
    percent: (share) => below(100) < share,
  }
}

/** The seed that SEED names, or a new one; printed, so that a failure can be played again. */
export function printedSeed(): number {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32))
  process.stderr.write(`SEED=${seed}\n`)
  return seed
}
