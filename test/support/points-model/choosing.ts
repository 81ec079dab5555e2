import type { Size } from './step.ts'
import { cap } from './wallet.ts'

export const pick = <T>(values: readonly T[], n: number): T | undefined => values[n % values.length]

export const chosen = <T>(values: Iterable<T>, n: number): T => {
  const found = pick([...values], n)
  if (found === undefined) throw new Error('There is nothing to choose from')
  return found
}

/** @param whole as many as there are. */
export const sized = (size: Size, whole: number): number => {
  if (typeof size === 'number') return size
  const sizes = {
    all: whole,
    half: Math.ceil(whole / 2),
    one: 1,
    'all but one': whole - 1,
    'one more': whole + 1,
    'the most': cap,
    'over the most': cap + 1,
    none: 0,
  }
  return sizes[size]
}

/** A key that the history has not given yet. */
export const nextKey = ({
  name,
  asked,
}: {
  readonly name: string
  readonly asked: readonly unknown[]
}) => ({
  idempotencyKey: `${name}-${asked.length}`,
})
