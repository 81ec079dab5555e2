import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import type { ContractId } from '../../src/domain/ids.ts'
import { checkLedger } from '../../src/posting/ledger-check.ts'
import { connectDatabase } from '../../src/server/database.ts'
import { runSql } from './database.ts'
import { newAccounts, newContract } from './world.ts'

/** A folder for lists, and a database with people and a contract for them. */
export interface ListStage {
  readonly folder: string
  readonly url: string
  readonly contract: ContractId
  /** Of processes that grant in it. */
  readonly env: Readonly<Record<string, string>>
}

export const accounts = Array.from({ length: 100 }, (_, n) => `user-${n}`)

export function makeFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'points-accrue-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Puts people and a contract into that database. */
export async function openStage(url: string, folder: string): Promise<ListStage> {
  const db = connectDatabase(url, { max: 2 })
  const contract = await newContract(db, { credit: 1_000_000_000n })
  await newAccounts(db, accounts)
  await db.$disconnect()
  const { PATH = '' } = process.env
  return { folder, url, contract, env: { PATH, DATABASE_URL: url, DATA_DIR: folder } }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = ['--import', 'tsx', 'src/server/commands/accrue.ts']

/** The command as a process of its own, to its end. */
export const accrue = ({ env }: Pick<ListStage, 'env'>, ...words: string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const options = { cwd: root, env }
    execFile(process.execPath, [...program, ...words], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })

/** The same, not waited for. */
export function startAccruing({ env }: ListStage, ...words: string[]) {
  const child = spawn(process.execPath, [...program, ...words], { cwd: root, env })
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.stdout.resume()
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  return { child, ended, err: () => err }
}

/** Writes a list, and answers its path. */
export function writeList(folder: string, name: string, ...rows: string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `${rows.join('\n')}\n`)
  return path
}

/** How many accruals there are, and of how many points in all. */
export async function granted({ url, contract }: ListStage) {
  const { rows } = await runSql(
    url,
    `select count(*)::int as count, coalesce(sum(amount), 0)::int as points
     from accrual where contract_id = $1`,
    [contract],
  )
  return rows[0] as { count: number; points: number }
}

export async function isProven({ url }: ListStage): Promise<boolean> {
  const db = connectDatabase(url, { max: 1 })
  return (await checkLedger(db).finally(() => db.$disconnect())).ok
}

/** Resolves once some of the list is granted; the process must not have ended before. */
export async function whenUnderWay(stage: ListStage, child: ChildProcess): Promise<void> {
  while ((await granted(stage)).count === 0) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    await sleep(5)
  }
}

/** Resolves once a batch of it is neither begun nor done, but written in part. */
export async function whenWriting({ url }: ListStage): Promise<void> {
  const isWriting = async () => {
    const { rows } = await runSql(
      url,
      `select from pg_stat_activity where datname = current_database() and backend_xid is not null`,
    )
    return rows.length > 0
  }
  while (!(await isWriting())) await sleep(1)
}

/** What became of each line, as the file beside the list says. */
export const resultsIn = (folder: string, name: string): readonly Record<string, string>[] =>
  parse(readFileSync(join(folder, name)), { bom: true, columns: true })

export const resultFiles = (folder: string) =>
  readdirSync(folder).filter((name) => name.includes('.results.'))
