import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { migrate } from '../src/server/migrate.ts'
import { freePort } from '../src/server/port.ts'
import { startPostgres } from '../src/server/postgres.ts'
import { freshDatabase } from './support/database.ts'
import {
  accounts,
  accrue,
  granted,
  isProven,
  type ListStage,
  makeFolder,
  openStage,
  resultFiles,
  startAccruing,
  whenUnderWay,
  writeList,
} from './support/list-stage.ts'

jest.setTimeout(1_200_000)

const lines = process.env.LONG ? 100_000 : 4_000

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

  test('by kill -9, then no result stands there, and run again it ends with the same totals', async () => {
    const stage = await openFreshStage()
    const words = [longList(), '--contract', stage.contract]
    const { child, ended } = start(stage, ...words)
    await whenUnderWay(stage, child)
    child.kill('SIGKILL')
    expect(await ended).toBe('SIGKILL')
    expect((await granted(stage)).count).toBeLessThan(lines)
    expect(existsSync(join(folder, 'long.results.csv'))).toBe(false)

    const { code, stdout } = await accrue(stage, ...words)
    expect(code).toBe(0)
    expect(Number(/^already done +(\S+)$/m.exec(stdout)?.[1]?.replace(',', ''))).toBeGreaterThan(0)
    expect(await granted(stage)).toEqual(whole)
    expect(resultFiles(folder)).toEqual(['long.results.csv'])
    expect(await isProven(stage)).toBe(true)
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
    const { child, ended } = start(stage, longList(), '--contract', stage.contract)
    await whenUnderWay(stage, child)
    process.kill(postgres.processId, 'SIGKILL')
    await startOwn()
    expect(await ended).toBe(0)
    expect(await granted(stage)).toEqual(whole)
    expect(await isProven(stage)).toBe(true)
  })
})
