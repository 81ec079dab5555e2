import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { checkLedger } from '../src/posting/ledger-check.ts'
import { readWords } from '../src/server/bulk-accrual/words.ts'
import { connectDatabase } from '../src/server/database.ts'
import { migrate } from '../src/server/migrate.ts'
import { freePort } from '../src/server/port.ts'
import { startPostgres } from '../src/server/postgres.ts'
import { freshDatabase, runSql } from './support/database.ts'
import { newAccounts, newContract } from './support/world.ts'

jest.setTimeout(600_000)

/** Of the list that is stopped midway. */
const lines = process.env.LONG ? 100_000 : 4_000
const accounts = Array.from({ length: 100 }, (_, n) => `user-${n}`)

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'points-accrue-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
})

/** People and a contract in that database, and the command over it. */
async function openStage(url: string) {
  const db = connectDatabase(url, { max: 2 })
  const contract = await newContract(db, { credit: 1_000_000_000n })
  await newAccounts(db, accounts)
  await db.$disconnect()
  const { PATH = '' } = process.env
  const env = { PATH, DATABASE_URL: url, DATA_DIR: folder }
  return { url, contract, env }
}
type Stage = Awaited<ReturnType<typeof openStage>>

const openFreshStage = async (): Promise<Stage> => {
  const database = await freshDatabase()
  undo.push(database.drop)
  return openStage(database.url)
}

const root = fileURLToPath(new URL('..', import.meta.url))
const program = ['--import', 'tsx', 'src/server/commands/accrue.ts']

/** The command as a process of its own, to its end. */
const accrue = ({ env }: Pick<Stage, 'env'>, ...words: string[]) =>
  new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const options = { cwd: root, env }
    execFile(process.execPath, [...program, ...words], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })

/** The same, not waited for. */
function startAccruing({ env }: Stage, ...words: string[]) {
  const child = spawn(process.execPath, [...program, ...words], { cwd: root, env })
  undo.push(() => child.kill('SIGKILL'))
  let err = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.stdout.resume()
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  return { child, ended, err: () => err }
}

const pathOf = (name: string): string => join(folder, name)
const list = (name: string, ...rows: string[]): string => {
  writeFileSync(pathOf(name), `${rows.join('\n')}\n`)
  return pathOf(name)
}

const longList = (): string =>
  list(
    'long.csv',
    'account,amount',
    ...Array.from({ length: lines }, (_, n) => `${accounts[n % accounts.length]},${1 + (n % 7)}`),
  )
const pointsOfLongList = Array.from({ length: lines }, (_, n) => 1 + (n % 7)).reduce(
  (a, b) => a + b,
)

async function granted({ url, contract }: Stage) {
  const { rows } = await runSql(
    url,
    `select count(*)::int as count, coalesce(sum(amount), 0)::int as points
     from accrual where contract_id = $1`,
    [contract],
  )
  return rows[0] as { count: number; points: number }
}

async function isProven({ url }: Stage): Promise<boolean> {
  const db = connectDatabase(url, { max: 1 })
  return (await checkLedger(db).finally(() => db.$disconnect())).ok
}

/** Resolves once some of the list is granted; the process must not have ended before. */
async function whenUnderWay(stage: Stage, child: ChildProcess): Promise<void> {
  while ((await granted(stage)).count === 0) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    await sleep(5)
  }
}

const resultFiles = () => readdirSync(folder).filter((name) => name.includes('.results.'))

describe('accrue', () => {
  test('given a list, then it grants each line, tells what became of it, and ends with 0; with 1, where not all could be', async () => {
    const stage = await openFreshStage()
    const { contract } = stage
    const global = Buffer.from(`Contract:${contract}`).toString('base64')
    const path = list('good.csv', 'account,amount', 'user-1,100', 'user-2,200')
    const { code, stdout, stderr } = await accrue(stage, path, '--contract', global)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^lines +2\naccepted +2\n/)
    expect(stdout).toMatch(/^What became of each line: \S+good.results.csv\n$/m)
    expect(readFileSync(pathOf('good.results.csv'), 'utf8').split('\n')).toHaveLength(4)

    const bad = list('bad.csv', 'account,amount', 'user-1,100', 'nobody,200')
    expect((await accrue(stage, bad, '--contract', contract)).code).toBe(1)
    expect(await granted(stage)).toEqual({ count: 3, points: 400 })
  })

  test('given --dry-run, then it tells the malformed lines, and needs no database', async () => {
    const path = list('dry.csv', 'account,amount', 'user-1,100', 'user-1,x')
    const env = { PATH: process.env.PATH ?? '', DATA_DIR: folder, DATABASE_URL: 'none' }
    const { code, stdout } = await accrue({ env }, path, '--contract', randomUUID(), '--dry-run')
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        'line 3: amount must be a whole number of points, like 1000.\n' +
        '2 lines, 1 of them malformed. Nothing was granted.\n',
    })
    expect(resultFiles()).toEqual([])
  })

  const contracts: [string, (url: string) => Promise<ContractId>, RegExp][] = [
    ['none', async () => randomUUID() as string as ContractId, /^There is no contract [\w-]+\.\n$/],
    ['another channel', couponContract, /^Contract \S+ grants by the channel COUPON: a list wants/],
  ]
  test.each(contracts)(
    'given a contract by which nothing can be granted, %s, then it says so',
    async (_, make, sentence) => {
      const stage = await openFreshStage()
      const path = list('good.csv', 'account,amount', 'user-1,100')
      const { code, stderr } = await accrue(stage, path, '--contract', await make(stage.url))
      expect(code).toBe(1)
      expect(stderr).toMatch(sentence)
      expect(resultFiles()).toEqual([])
    },
  )

  test('given a missing file, then it says so', async () => {
    const stage = await openFreshStage()
    const told = await accrue(stage, pathOf('no.csv'), '--contract', stage.contract)
    expect(told).toMatchObject({ code: 1, stderr: `${pathOf('no.csv')} can't be read (ENOENT).\n` })
  })

  test('given words that ask for nothing, then it tells its use and ends with 2', async () => {
    const { code, stderr } = await accrue({ env: { PATH: process.env.PATH ?? '' } as Stage['env'] })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^\S.+\nUsage: npm run --silent accrue/)
  })
})

async function couponContract(url: string): Promise<ContractId> {
  const db = connectDatabase(url, { max: 1 })
  return newContract(db, { channel: 'COUPON' }).finally(() => db.$disconnect())
}

describe('the words of accrue', () => {
  const id = randomUUID()
  const refused: [string[], string][] = [
    [['x.csv'], '--contract is wanted.'],
    [['--contract', id], 'One file is wanted.'],
    [['x.csv', 'y.csv', '--contract', id], 'One file is wanted.'],
    [['x.csv', '--contract', 'Contract:1'], '--contract wants the id of a contract.'],
    [['x.csv', '--contract', id, '--purpose', 'FUN'], '--purpose wants one of EVENT_PRIZE,'],
    [['x.csv', '--contract', id, '--title', ' '], '--title must be 1 to 200 characters'],
    [['x.csv', '--contract', id, '--run', ''], '--run must be 1 to 200 characters'],
    [['x.csv', '--contract', id, '--fast'], "Unknown option '--fast'"],
  ]
  test.each(refused)('given %j, then a sentence says what is wanted', (words, sentence) => {
    expect(() => readWords(words)).toThrow(sentence)
  })

  test('given a file and a contract alone, then the rest is usual', () => {
    expect(readWords(['lists/may.csv', '--contract', id])).toEqual({
      path: 'lists/may.csv',
      contract: id,
      purpose: 'OTHER',
      eventTitle: null,
      run: 'may.csv',
      isDry: false,
    })
  })
})

describe(`given a list of ${lines} lines that is stopped midway`, () => {
  const whole = { count: lines, points: pointsOfLongList }

  test('by kill -9, then no result stands there, and run again it ends with the same totals', async () => {
    const stage = await openFreshStage()
    const words = [longList(), '--contract', stage.contract]
    const { child, ended } = startAccruing(stage, ...words)
    await whenUnderWay(stage, child)
    child.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    expect((await granted(stage)).count).toBeLessThan(lines)
    expect(existsSync(pathOf('long.results.csv'))).toBe(false)

    const { code, stdout } = await accrue(stage, ...words)
    expect(code).toBe(0)
    expect(Number(/^already done +(\S+)$/m.exec(stdout)?.[1]?.replace(',', ''))).toBeGreaterThan(0)
    expect(await granted(stage)).toEqual(whole)
    expect(resultFiles()).toEqual(['long.results.csv'])
    expect(await isProven(stage)).toBe(true)
  })

  test('by Ctrl-C, then it ends in order and says how to go on, and does', async () => {
    const stage = await openFreshStage()
    const words = [longList(), '--contract', stage.contract]
    const { child, ended, err } = startAccruing(stage, ...words)
    await whenUnderWay(stage, child)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(err()).toMatch(/^Stopped\. The same command again goes on, and grants nothing twice\.$/m)
    expect(resultFiles()).toEqual([])
    expect((await accrue(stage, ...words)).code).toBe(0)
    expect(await granted(stage)).toEqual(whole)
  })

  test('by a PostgreSQL that dies and comes back, then it waits, and grants each line once', async () => {
    const port = await freePort()
    const startOwn = async () => {
      const postgres = await startPostgres({ folder: pathOf('postgres'), port })
      undo.push(async () => {
        await postgres.stop()
        rmSync(postgres.folder, { recursive: true, force: true })
      })
      return postgres
    }
    const postgres = await startOwn()
    await migrate(postgres.url('points'))
    const stage = await openStage(postgres.url('points'))
    const { child, ended } = startAccruing(stage, longList(), '--contract', stage.contract)
    await whenUnderWay(stage, child)
    process.kill(postgres.processId, 'SIGKILL')
    await startOwn()
    expect(await ended).toBe(0)
    expect(await granted(stage)).toEqual(whole)
    expect(await isProven(stage)).toBe(true)
  })
})
