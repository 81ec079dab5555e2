import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { codeOf, messageOf } from './errors.ts'
import type { PostgresHome } from './postgres-home.ts'

export type Settings = Readonly<Record<string, string | number>>

export interface Running {
  readonly processId: number
  readonly port: number
}

export const dataOf = ({ folder }: PostgresHome): string => join(folder, 'data')

export const urlOf = (home: PostgresHome, port: number) => (database: string) =>
  `postgresql://points:${home.password}@127.0.0.1:${port}/${database}?sslmode=disable`

/** The server that runs on this data, if one does. */
export async function findRunning(home: PostgresHome): Promise<Running | undefined> {
  forgetDeadServer(home)
  const runs = await home.run('pg_ctl', ['status', '-D', dataOf(home)]).then(
    () => true,
    () => false,
  )
  return runs ? readPidFile(home) : undefined
}

/** Starts a server on this data, and answers it or what went wrong. */
export async function startServer(
  home: PostgresHome,
  settings: Settings,
): Promise<Running | string> {
  const log = join(home.folder, 'postgres.log')
  const before = existsSync(log) ? readFileSync(log).length : 0
  const options = Object.entries(settings).map(([name, value]) => `-c '${name}=${value}'`)
  const words = ['-D', dataOf(home), '-l', log, '-o', options.join(' '), '-w', '-t', '60', '-s']
  try {
    await home.run('pg_ctl', ['start', ...words])
    return readPidFile(home) ?? 'it stopped again'
  } catch (error) {
    const added = existsSync(log) ? readFileSync(log).subarray(before).toString() : ''
    const fatal = added.split('\n').filter((line) => /FATAL|could not/.test(line))
    return fatal.join('; ') || messageOf(error)
  }
}

/** Ends every connection and stops the server; one that does not run is fine. */
export async function stopServer(home: PostgresHome): Promise<void> {
  const words = ['-D', dataOf(home), '-m', 'fast', '-w', '-t', '8', '-s']
  await home.run('pg_ctl', ['stop', ...words]).catch(async (error: unknown) => {
    if (await findRunning(home)) throw error
  })
}

/** Whether the server at that address lets this program in. */
export async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch (error) {
    return codeOf(error) === '3D000'
  }
}

/** The pid file's first line is the process id, its fourth the port. */
function readPidFile(home: PostgresHome): Running | undefined {
  const path = join(dataOf(home), 'postmaster.pid')
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const [processId, port] = [Number(lines[0]), Number(lines[3])]
  return processId > 0 && port > 0 ? { processId, port } : undefined
}

/**
 * After a restart of the machine or container, the number in the pid file of a
 * killed server may be another program's, which PostgreSQL would take for itself.
 */
function forgetDeadServer(home: PostgresHome): void {
  const processId = readPidFile(home)?.processId
  const commandLine = `/proc/${processId}/cmdline`
  if (!processId || !existsSync(commandLine)) return
  const program = readFileSync(commandLine, 'utf8').split('\0')[0] ?? ''
  if (!program.includes('postgres')) rmSync(join(dataOf(home), 'postmaster.pid'), { force: true })
}
