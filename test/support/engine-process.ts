import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Refusal } from '../../src/domain/refusal.ts'
import type { Answer, Command, Kind } from '../../src/posting/command.ts'
import type { Posting } from '../../src/posting/posting.ts'
import type { Asked, ChildOptions, Told } from './engine-messages.ts'

/** An engine in a process of its own. What it was asked and has not answered when it ends, rejects. */
export interface EngineProcess extends Posting {
  readonly setClock: (offsetMs: number) => Promise<unknown>
  readonly drain: () => Promise<unknown>
  /** Ends it once all that waited is answered. */
  readonly stop: () => Promise<void>
  /** Ends it at once, as `kill -9` does. */
  readonly kill: () => Promise<void>
}

/** What the engine rejected with. */
export interface EngineFault extends Error {
  readonly isOverloaded: boolean
  /** The process has ended. */
  readonly isGone: boolean
}

type Ask = Asked extends infer One ? (One extends Asked ? Omit<One, 'id'> : never) : never

export function startEngineProcess(options: ChildOptions): EngineProcess {
  const program = fileURLToPath(new URL('./engine-child.ts', import.meta.url))
  const execArgv = ['--import', 'tsx']
  const child = fork(program, [JSON.stringify(options)], { execArgv, serialization: 'advanced' })
  const ask = openQuestions(child)
  const ended = once(child, 'exit')
  return {
    post: <K extends Kind>(command: Command<K>) =>
      ask({ ask: 'post', command }) as Promise<Answer<K> | Refusal>,
    postAll: <K extends Kind>(commands: readonly Command<K>[]) =>
      ask({ ask: 'postAll', commands }) as Promise<readonly (Answer<K> | Refusal)[]>,
    setClock: (offsetMs) => ask({ ask: 'setClock', offsetMs }),
    drain: () => ask({ ask: 'drain' }),
    async stop() {
      await ask({ ask: 'drain' })
      child.disconnect()
      await ended
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

interface Question {
  readonly resolve: (value: unknown) => void
  readonly reject: (fault: Error) => void
}

function openQuestions(child: ChildProcess): (asked: Ask) => Promise<unknown> {
  const open = new Map<number, Question>()
  let last = 0
  child.on('message', (told: Told) => {
    const question = open.get(told.id)
    open.delete(told.id)
    if ('value' in told) question?.resolve(told.value)
    else question?.reject(faultOf(told.fault, { isOverloaded: told.isOverloaded }))
  })
  const give = () => {
    for (const { reject } of open.values()) reject(gone())
    open.clear()
  }
  child.on('exit', give)
  return (asked) =>
    new Promise((resolve, reject) => {
      if (!child.connected) return reject(gone())
      last += 1
      const id = last
      open.set(id, { resolve, reject })
      child.send({ ...asked, id }, (error) => error && reject(error))
    })
}

const faultOf = (message: string, told: Partial<EngineFault>): EngineFault =>
  Object.assign(new Error(message), { isOverloaded: false, isGone: false, ...told })
const gone = () => faultOf('The process ended without an answer', { isGone: true })
