import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process that works off what is due. */
export interface JobProcess {
  /** Ends it at once, as `kill -9` does. */
  readonly kill: () => Promise<void>
}

/** Starts a program, which says when it has begun; flags are Node's own. */
export async function startJobProcess(
  program: URL,
  word: string,
  flags: readonly string[] = [],
): Promise<JobProcess> {
  const child = fork(fileURLToPath(program), [word], { execArgv: ['--import', 'tsx', ...flags] })
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
