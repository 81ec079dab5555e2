import { parseArgs } from 'node:util'
import type { Scale } from './benchmark.ts'
import type { Course } from './turns.ts'

export interface Options {
  /** Of the benchmarks to run; all, if none is named. */
  readonly names: readonly string[]
  readonly json: boolean
  readonly course: Course
  readonly wallets: number
  readonly scale: Scale
}

const whole = {
  course: { seconds: 3, rounds: 5, warmUpSeconds: 2 },
  wallets: 10_000,
  scale: { entries: 10_000_000, codes: 200_000 },
}
const smoke = {
  course: { seconds: 1, rounds: 1, warmUpSeconds: 0 },
  wallets: 500,
  scale: { entries: 20_000, codes: 12_000 },
}

/** Throws where the words are none of these. */
export function readOptions(words: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      smoke: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      entries: { type: 'string' },
      codes: { type: 'string' },
    },
  })
  const { course, scale, wallets } = values.smoke ? smoke : whole
  const seconds = Number(values.seconds ?? course.seconds)
  if (!(seconds >= 1)) throw new Error('--seconds wants a number from 1 on.')
  const entries = Number(values.entries ?? scale.entries)
  if (!(entries >= 10_000)) throw new Error('--entries wants a number from 10000 on.')
  const codes = Number(values.codes ?? scale.codes)
  if (!(codes >= 1 && codes <= 1_000_000))
    throw new Error('--codes wants a number from 1 to 1000000.')
  const { json } = values
  return {
    names: positionals,
    json,
    course: { ...course, seconds },
    wallets,
    scale: { entries, codes },
  }
}
