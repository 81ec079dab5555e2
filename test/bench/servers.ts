import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../src/server/config.ts'
import { signToken } from '../../src/server/signing-key.ts'
import type { Ground } from './ground.ts'

export interface BenchServer {
  /** Where it answers GraphQL. */
  readonly url: string
  readonly stop: () => Promise<void>
}

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The gateway itself, in a process of its own, on the ground's database. */
export const startGatewayProcess = (ground: Ground): Promise<BenchServer> =>
  startServer(ground, [pathOf('../../src/server/main.ts')])

/** The same server, or a plain one, answering the same mutation with a constant. */
export const startEmptyServer = (ground: Ground, kind: 'gateway' | 'plain'): Promise<BenchServer> =>
  startServer(ground, [pathOf('./empty-server.ts'), kind])

export const environmentOf = ({ folder, url }: Ground) => ({
  PORT: '0',
  DATABASE_URL: url,
  DATA_DIR: join(folder, 'gateway'),
  LOG_LEVEL: 'warn',
  GRAPHIQL: 'off',
})

/** A token of the ground's operator, which all of these servers take. */
export const tokenFor = (ground: Ground): Promise<string> =>
  signToken(readConfig(environmentOf(ground)), { kind: 'OPERATOR', code: 'bench' })

async function startServer(ground: Ground, words: readonly string[]): Promise<BenchServer> {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [...process.execArgv, ...words], {
    env: { PATH, HOME, ...environmentOf(ground) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  const url = await saidUrl(child)
  if (url) return { url, stop }
  await stop()
  throw new Error(`${words.join(' ')} did not say where it listens`)
}

async function saidUrl({ stdout }: ChildProcess): Promise<string | undefined> {
  if (!stdout) return undefined
  for await (const line of createInterface({ input: stdout })) {
    const url = /^GraphQL: +(http\S+)$/.exec(line)?.[1]
    if (url) {
      // Unread, what it says later would stop it once the pipe is full.
      stdout.resume()
      return url
    }
  }
  return undefined
}
