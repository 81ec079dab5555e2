import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

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
export interface NoticingProcess {
  /** Ends it at once, as `kill -9` does. */
  readonly kill: () => Promise<void>
}

export async function startNoticingProcess(options: NoticingOptions): Promise<NoticingProcess> {
  const program = fileURLToPath(new URL('./noticing-child.ts', import.meta.url))
  const child = fork(program, [JSON.stringify(options)], { execArgv: ['--import', 'tsx'] })
  const ended = once(child, 'exit')
  await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`It ended with ${code}`)
    }),
  ])
  return {
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
