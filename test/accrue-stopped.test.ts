import { randomUUID } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { createEngine } from '../src/posting/engine.ts'
import { accrueList } from '../src/server/bulk-accrual/accrue-list.ts'
import { connectDatabase } from '../src/server/database.ts'
import { migrate } from '../src/server/migrate.ts'
import { freePort } from '../src/server/port.ts'
import { startPostgres } from '../src/server/postgres.ts'
import { openCuttingProxy } from './support/cutting-proxy.ts'
import { databaseUrl, freshDatabase } from './support/database.ts'
import {
  accounts,
  accrue,
  granted,
  isProven,
  type ListStage,
  makeFolder,
  openStage,
  resultFiles,
  resultsIn,
  startAccruing,
  whenUnderWay,
  whenWriting,
  writeList,
} from './support/list-stage.ts'
import { chanceOf, printedSeed } from './support/random.ts'

jest.setTimeout(1_200_000)

const lines = process.env.LONG ? 100_000 : 6_000

/** Half as long as the engine, left alone, tries what is in hand: three batches. */
const halfOfAllTriesMs = 12_500
const kills = process.env.LONG ? 10 : 3
const chance = chanceOf(printedSeed())

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

let folder: string
beforeEach(() => {
  const made = makeFolder()
  undo.push(made.remove)
  folder = made.folder
})

const openFreshStage = async (): Promise<ListStage> => {
  const database = await freshDatabase()
  undo.push(database.drop)
  return openStage(database.url, folder)
}

const longList = (): string =>
  writeList(
    folder,
    'long.csv',
    'account,amount',
    ...Array.from({ length: lines }, (_, n) => `${accounts[n % accounts.length]},${1 + (n % 7)}`),
  )
const pointsOfLongList = Array.from({ length: lines }, (_, n) => 1 + (n % 7)).reduce(
  (a, b) => a + b,
)

const start = (stage: ListStage, ...words: string[]) => {
  const started = startAccruing(stage, ...words)
  undo.push(() => started.child.kill('SIGKILL'))
  return started
}

describe(`given a list of ${lines} lines that is stopped midway`, () => {
  const whole = { count: lines, points: pointsOfLongList }

  test(`by kill -9, ${kills} times, then no result stands there, and run again it ends with the same totals, and tells each line in its place`, async () => {
    const stage = await openFreshStage()
    const words = [longList(), '--contract', stage.contract]
    for (let kill = 0; kill < kills; kill += 1) {
      const { child, ended } = start(stage, ...words)
      await whenUnderWay(stage, child)
      await whenWriting(stage)
      await sleep(chance.below(60))
      child.kill('SIGKILL')
      expect(await ended).toBe('SIGKILL')
      expect((await granted(stage)).count).toBeLessThan(lines)
      expect(existsSync(join(folder, 'long.results.csv'))).toBe(false)
    }

    const { code, stdout } = await accrue(stage, ...words)
    expect(code).toBe(0)
    expect(Number(/^already done +(\S+)$/m.exec(stdout)?.[1]?.replace(',', ''))).toBeGreaterThan(0)
    expect(await granted(stage)).toEqual(whole)
    expect(resultFiles(folder)).toEqual(['long.results.csv'])
    expect(await isProven(stage)).toBe(true)

    const results = resultsIn(folder, 'long.results.csv')
    expect(results.map(({ line }) => Number(line))).toEqual(
      Array.from({ length: lines }, (_, n) => n + 2),
    )
    for (const column of ['key', 'accrual'])
      expect(new Set(results.map((result) => result[column])).size).toBe(lines)
  })

  test('by Ctrl-C, then it ends in order and says how to go on, and does', async () => {
    const stage = await openFreshStage()
    const words = [longList(), '--contract', stage.contract]
    const { child, ended, err } = start(stage, ...words)
    await whenUnderWay(stage, child)
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(err()).toMatch(/^Stopped\. The same command again goes on, and grants nothing twice\.$/m)
    expect(resultFiles(folder)).toEqual([])
    expect((await accrue(stage, ...words)).code).toBe(0)
    expect(await granted(stage)).toEqual(whole)
  })

  test(
    'by Ctrl-C while the database is away, then it ends without waiting for it',
    async () => {
      const url = new URL(databaseUrl('postgres'))
      const proxy = await openCuttingProxy(Number(url.port), { isDismissed: () => true })
      undo.push(proxy.close)
      url.port = String(proxy.port)
      const db = connectDatabase(url.href, { max: 1 })
      undo.push(() => db.$disconnect())
      const posting = createEngine({ db })
      const stopping = new AbortController()
      const ended = accrueList(
        {
          list: { path: longList(), hashPerson: (identity) => identity },
          contract: randomUUID() as string as ContractId,
          ...{ purpose: 'OTHER', eventTitle: null, run: 'long.csv', language: 'en' },
        },
        { posting },
        stopping.signal,
      )
      while (posting.waiting() < 2_000) await sleep(5)
      stopping.abort()
      expect((await ended).isAllDone()).toBe(false)
      expect(resultFiles(folder)).toEqual([])
    },
    halfOfAllTriesMs,
  )

  test('by a PostgreSQL that dies and comes back, then it waits, and grants each line once', async () => {
    const port = await freePort()
    const startOwn = async () => {
      const postgres = await startPostgres({ folder: join(folder, 'postgres'), port })
      undo.push(async () => {
        await postgres.stop()
        rmSync(postgres.folder, { recursive: true, force: true })
      })
      return postgres
    }
    const postgres = await startOwn()
    await migrate(postgres.url('points'))
    const stage = await openStage(postgres.url('points'), folder)
    const { child, ended, err } = start(stage, longList(), '--contract', stage.contract)
    await whenUnderWay(stage, child)
    process.kill(postgres.processId, 'SIGKILL')
    // The engine itself tries again for a while before it hands the lines back.
    while (child.exitCode === null && !err().includes('waiting for the database')) await sleep(20)
    await startOwn()
    expect(await ended).toBe(0)
    expect(await granted(stage)).toEqual(whole)
    expect(await isProven(stage)).toBe(true)
  })
})
