import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process that pays scheduled accruals as they come due. */
export interface PayingProcess {
  /** Ends it at once, as `kill -9` does. */
  readonly kill: () => Promise<void>
}

export async function startPayingProcess(url: string): Promise<PayingProcess> {
  const program = fileURLToPath(new URL('./paying-child.ts', import.meta.url))
  const child = fork(program, [url], { execArgv: ['--import', 'tsx'] })
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
