import type { Ground } from './ground.ts'
import type { Compared, Course } from './turns.ts'

/** How large the things are that are measured. */
export interface Scale {
  /** Of the wallet that has a long history. */
  readonly entries: number
  /** Of an order of coupons. */
  readonly codes: number
}

export interface Benchmark {
  readonly name: string
  /** What is counted. */
  readonly unit: string
  readonly run: (ground: Ground, course: Course, scale: Scale) => Promise<readonly Compared[]>
}
