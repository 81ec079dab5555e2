import { type JobProcess, startJobProcess } from './job-process.ts'

export interface NoticingOptions {
  readonly url: string
  /** Where notices are sent; without it they are only queued. */
  readonly noticeUrl?: string
  readonly secret?: string
  /** Where its clock starts. */
  readonly at?: string
  readonly pageSize?: number
}

/** A process that queues the notices ahead of expiry, and sends all. */
export const startNoticingProcess = (options: NoticingOptions): Promise<JobProcess> =>
  startJobProcess(new URL('./noticing-child.ts', import.meta.url), JSON.stringify(options))
