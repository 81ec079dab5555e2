import { parseArgs } from 'node:util'
import type { Course } from './turns.ts'

export interface Options {
  /** Of the benchmarks to run; all, if none is named. */
  readonly names: readonly string[]
  readonly json: boolean
  readonly course: Course
  readonly wallets: number
}

/** Throws where the words are none of these. */
export function readOptions(words: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '3' },
    },
  })
  const seconds = Number(values.seconds)
  if (!(seconds >= 1)) throw new Error('--seconds wants a number from 1 on.')
  const common = { names: positionals, json: values.json }
  if (values.smoke)
    return { ...common, course: { seconds: 1, rounds: 1, warmUpSeconds: 0 }, wallets: 500 }
  return { ...common, course: { seconds, rounds: 5, warmUpSeconds: 2 }, wallets: 10_000 }
}
