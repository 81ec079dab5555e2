import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Program {
  readonly process: ChildProcess
  /** What it has written so far. */
  readonly out: () => string
  readonly err: () => string
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

/** The gateway as a process of its own, with these variables and hardly another. */
export function runGateway(env: Readonly<Record<string, string>>): Program {
  const { PATH = '', HOME = '' } = process.env
  const words = ['--import', 'tsx', 'src/server/main.ts']
  const child = spawn(process.execPath, words, { cwd: root, env: { PATH, HOME, ...env } })
  const written = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.err += text
  })
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  return { process: child, out: () => written.out, err: () => written.err, ended }
}

/** Where the program says that it listens, once it does; what it said instead, if it ends. */
export async function whenListening({ process: child, out, err, ended }: Program): Promise<string> {
  const listening = async () => {
    for (;;) {
      const url = /^GraphQL: +(http:\S+)\/graphql\n/m.exec(out())?.[1]
      if (url) return url
      await once(child.stdout ?? child, 'data')
    }
  }
  const early = ended.then((code) => {
    throw new Error(`it ended with ${code}: ${err()}`)
  })
  return Promise.race([listening(), early])
}
