import { type JobProcess, startJobProcess } from './job-process.ts'

/** A process that pays scheduled accruals as they come due. */
export const startPayingProcess = (url: string): Promise<JobProcess> =>
  startJobProcess(new URL('./paying-child.ts', import.meta.url), url)
