import type { Ground } from './ground.ts'
import type { Compared, Course } from './turns.ts'

export interface Benchmark {
  readonly name: string
  /** What is counted. */
  readonly unit: string
  readonly run: (ground: Ground, course: Course) => Promise<readonly Compared[]>
}
