import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Turn } from './turns.ts'

/** What to ask of which server, from how many connections at once. */
export interface Load {
  readonly url: string
  readonly token: string
  readonly connections: number
  readonly seconds: number
  /** Global id. */
  readonly contracts: readonly string[]
  /** Recipients are `user-1` to `user-<this>`. */
  readonly users: number
  readonly amount: number
  /** How many accruals a request asks for: one singly, more in bulk. */
  readonly size: number
}

export type Loaded = { readonly turn: Turn } | { readonly fault: string }

export interface Loader {
  readonly run: (load: Load) => Promise<Turn>
  readonly close: () => Promise<void>
}

/** Starts the process that asks, so that asking takes no time from whoever is asked. */
export function startLoader(): Loader {
  const script = fileURLToPath(new URL('./load-process.ts', import.meta.url))
  const child = fork(script, { serialization: 'advanced' })
  return {
    async run(load) {
      child.send(load)
      const loaded = await answerOf(child)
      if ('fault' in loaded) throw new Error(loaded.fault)
      return loaded.turn
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

const answerOf = (child: ChildProcess): Promise<Loaded> =>
  new Promise((resolve, reject) => {
    const exited = () => reject(new Error('The process that asks has ended'))
    child.once('exit', exited)
    child.once('message', (message) => {
      child.off('exit', exited)
      resolve(message as Loaded)
    })
  })
