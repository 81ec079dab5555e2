import { type JobProcess, startJobProcess } from './job-process.ts'

export interface PressOptions {
  readonly url: string
  readonly secret: string
  readonly pageSize: number
}

/** A process that makes the codes of coupons, and has those expire whose deadline has passed. */
export const startPressProcess = (
  options: PressOptions,
  flags?: readonly string[],
): Promise<JobProcess> =>
  startJobProcess(new URL('./press-child.ts', import.meta.url), JSON.stringify(options), flags)
