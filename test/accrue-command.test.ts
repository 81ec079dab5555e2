import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { readWords } from '../src/server/bulk-accrual/words.ts'
import { connectDatabase } from '../src/server/database.ts'
import { freshDatabase } from './support/database.ts'
import {
  accrue,
  granted,
  type ListStage,
  makeFolder,
  openStage,
  resultFiles,
  writeList,
} from './support/list-stage.ts'
import { newContract } from './support/world.ts'

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

describe('accrue', () => {
  test('given a list, then it grants each line, tells what became of it, and ends with 0; with 1, where not all could be', async () => {
    const stage = await openFreshStage()
    const { contract } = stage
    const global = Buffer.from(`Contract:${contract}`).toString('base64')
    const path = writeList(folder, 'good.csv', 'account,amount', 'user-1,100', 'user-2,200')
    const { code, stdout, stderr } = await accrue(stage, path, '--contract', global)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^lines +2\naccepted +2\n/)
    expect(stdout).toMatch(/^What became of each line: \S+good.results.csv\n$/m)
    expect(readFileSync(join(folder, 'good.results.csv'), 'utf8').split('\n')).toHaveLength(4)

    const bad = writeList(folder, 'bad.csv', 'account,amount', 'user-1,100', 'nobody,200')
    expect((await accrue(stage, bad, '--contract', contract)).code).toBe(1)
    expect(await granted(stage)).toEqual({ count: 3, points: 400 })
  })

  test('given --dry-run, then it tells the malformed lines, and needs no database', async () => {
    const path = writeList(folder, 'dry.csv', 'account,amount', 'user-1,100', 'user-1,x')
    const env = { PATH: process.env.PATH ?? '', DATA_DIR: folder, DATABASE_URL: 'none' }
    const { code, stdout } = await accrue({ env }, path, '--contract', randomUUID(), '--dry-run')
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        'line 3: amount must be a whole number of points, like 1000.\n' +
        '2 lines, 1 of them malformed. Nothing was granted.\n',
    })
    expect(resultFiles(folder)).toEqual([])
  })

  test('given --language ko, then what is wrong with a line is told in Korean', async () => {
    const stage = await openFreshStage()
    const path = writeList(folder, 'bad.csv', 'account,amount', 'user-1,x', 'nobody,1')
    const words = [path, '--contract', stage.contract, '--language', 'ko']
    const { stdout } = await accrue(stage, ...words, '--dry-run')
    expect(stdout).toMatch(/^line 2: amount: 1000과 같은 정수로 입력해 주세요\.$/m)
    await accrue(stage, ...words)
    const results = readFileSync(join(folder, 'bad.results.csv'), 'utf8')
    expect(results).toMatch(/,MALFORMED,,amount: 1000과 같은 정수로 입력해 주세요\.,/)
    expect(results).toMatch(/,REFUSED,RECIPIENT_NOT_FOUND,활성 계정을 가진 수신자를 찾을 수 /)
  })

  const contracts: [string, (url: string) => Promise<ContractId>, RegExp][] = [
    ['none', async () => randomUUID() as string as ContractId, /^There is no contract [\w-]+\.\n$/],
    ['another channel', couponContract, /^Contract \S+ grants by the channel COUPON: a list wants/],
  ]
  test.each(contracts)(
    'given a contract by which nothing can be granted, %s, then it says so',
    async (_, make, sentence) => {
      const stage = await openFreshStage()
      const path = writeList(folder, 'good.csv', 'account,amount', 'user-1,100')
      const { code, stderr } = await accrue(stage, path, '--contract', await make(stage.url))
      expect(code).toBe(1)
      expect(stderr).toMatch(sentence)
      expect(resultFiles(folder)).toEqual([])
    },
  )

  test('given a missing file, then it says so', async () => {
    const stage = await openFreshStage()
    const told = await accrue(stage, join(folder, 'no.csv'), '--contract', stage.contract)
    expect(told).toMatchObject({
      code: 1,
      stderr: `${join(folder, 'no.csv')} can't be read (ENOENT).\n`,
    })
  })

  test('given words that ask for nothing, then it tells its use and ends with 2', async () => {
    const { code, stderr } = await accrue({
      env: { PATH: process.env.PATH ?? '' } as ListStage['env'],
    })
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
    [['x.csv', '--contract', id, '--language', 'fr'], '--language wants one of ko, en.'],
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
      language: 'en',
      isDry: false,
    })
  })
})
