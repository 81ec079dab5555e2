import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import type { ContractId } from '../src/domain/ids.ts'
import { createEngine } from '../src/posting/engine.ts'
import { accrueList, type ListAccrual } from '../src/server/bulk-accrual/accrue-list.ts'
import { personHash } from '../src/server/person-hash.ts'
import { type Ground, openGround } from './support/ground.ts'
import { newAccounts, newContract } from './support/world.ts'

const hashPerson = personHash('a secret of at least thirty-two characters')

let ground: Ground
let contract: ContractId
let folder: string
beforeAll(async () => {
  ground = await openGround()
  folder = mkdtempSync(join(tmpdir(), 'points-list-'))
  await newAccounts(ground.db, ['an', 'bae', 'cha'])
  await newAccounts(ground.db, ['twin-1', 'twin-2'], true)
  await nameByPerson('an', 'CI of an')
})
beforeEach(async () => {
  contract = await newContract(ground.db, { credit: 1_000_000_000n })
})
afterAll(async () => {
  await ground.close()
  rmSync(folder, { recursive: true, force: true })
})

const nameByPerson = (account: string, identity: string) =>
  ground.sql(
    `update person set identity_hash = decode($2, 'hex')
     where id = (select person_id from account where external_id = $1)`,
    [account, hashPerson(identity)],
  )

const pathOf = (name: string): string => join(folder, name)
const write = (name: string, ...lines: string[]) =>
  writeFileSync(pathOf(name), `${lines.join('\n')}\n`)

/** What it says at its end. */
async function accrue(name: string, told: Partial<ListAccrual> = {}) {
  const posting = createEngine({ db: ground.db })
  const tally = await accrueList(
    {
      list: { path: pathOf(name), hashPerson },
      ...{ contract, purpose: 'OTHER', eventTitle: null, run: name, language: 'en' },
      ...told,
    },
    { posting },
    new AbortController().signal,
  )
  return { text: tally.text(), isAllDone: tally.isAllDone() }
}

/** What the file of results says of each line, by its columns. */
function resultsOf(name: string): Record<string, string>[] {
  const text = readFileSync(pathOf(`${name}.results.csv`), 'utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  return parse(text, { bom: true, columns: true })
}

const granted = async () => {
  const [row] = await ground.sql(
    `select count(*)::int as count, coalesce(sum(amount), 0)::int as points
     from accrual where contract_id = $1`,
    [contract],
  )
  return row
}

const idOf = (accrual: string) => Buffer.from(`Accrual:${accrual}`).toString('base64')
const outcomes = (name: string) => resultsOf(name).map(({ outcome, code }) => code || outcome)

describe('given a list of grants', () => {
  test('when it is accrued, then each line is granted, and its result stands in order', async () => {
    write('all.csv', 'account,amount', 'an,100', 'bae,200', 'cha,300')
    const { text, isAllDone } = await accrue('all.csv', { eventTitle: '설날' })
    expect(isAllDone).toBe(true)
    expect(text).toMatch(/^lines +3\naccepted +3\nalready done +0\nrefused +0\nmalformed +0\n/)
    expect(text).toMatch(/^points granted now +600$/m)
    const accruals = await ground.db.accrual.findMany({
      where: { contractId: contract },
      orderBy: { id: 'asc' },
    })
    expect(accruals.map(({ eventTitle, purpose }) => `${eventTitle} ${purpose}`)).toEqual(
      Array(3).fill('설날 OTHER'),
    )
    expect(resultsOf('all').map(({ key: _, ...result }) => Object.values(result))).toEqual([
      ['2', 'an', '100', 'ACCEPTED', '', '', idOf(accruals[0]?.id ?? '')],
      ['3', 'bae', '200', 'ACCEPTED', '', '', idOf(accruals[1]?.id ?? '')],
      ['4', 'cha', '300', 'ACCEPTED', '', '', idOf(accruals[2]?.id ?? '')],
    ])
  })

  test('when it is accrued again, then nothing more is granted; under another name, it is', async () => {
    write('again.csv', 'account,amount', 'an,100', 'bae,200')
    await accrue('again.csv')
    const first = resultsOf('again')
    const { text, isAllDone } = await accrue('again.csv')
    expect(isAllDone).toBe(true)
    expect(text).toMatch(/^accepted +0\nalready done +2\n/m)
    expect(text).toMatch(/^points granted before +300$/m)
    expect(resultsOf('again')).toEqual(first.map((line) => ({ ...line, outcome: 'REPLAYED' })))
    expect(await granted()).toEqual({ count: 2, points: 300 })

    await accrue('again.csv', { run: 'next month' })
    expect(outcomes('again')).toEqual(['ACCEPTED', 'ACCEPTED'])
    expect(await granted()).toEqual({ count: 4, points: 600 })
  })

  test('when a bad line is corrected and it is accrued again, then that line alone is granted', async () => {
    const lines = ['account,amount', 'an,100', 'nobody,100', 'an,100', 'bae,1.5', 'cha,7']
    write('mended.csv', ...lines)
    expect((await accrue('mended.csv')).isAllDone).toBe(false)
    expect(outcomes('mended')).toEqual([
      ...['ACCEPTED', 'RECIPIENT_NOT_FOUND', 'ACCEPTED', 'MALFORMED', 'ACCEPTED'],
    ])
    const mended = ['account,amount', 'bae,5', 'an,100', 'bae,100', 'an,100', 'cha,7']
    write('mended.csv', ...mended)
    expect((await accrue('mended.csv')).isAllDone).toBe(true)
    expect(outcomes('mended')).toEqual([
      ...['ACCEPTED', 'REPLAYED', 'ACCEPTED', 'REPLAYED', 'REPLAYED'],
    ])
    expect(await granted()).toEqual({ count: 5, points: 312 })
  })

  test('when lines have keys of their own, then these count, whatever the run is called', async () => {
    const lines = ['key,account,amount', 'k-1,an,100', 'k-2,an,100', 'k-1,an,100', 'k-1,an,5']
    write('keys.csv', ...lines)
    await accrue('keys.csv')
    const told = ['ACCEPTED', 'ACCEPTED', 'REPLAYED', 'IDEMPOTENCY_KEY_REUSED']
    expect(outcomes('keys')).toEqual(told)
    await accrue('keys.csv', { run: 'another' })
    expect(outcomes('keys')).toEqual(['REPLAYED', 'REPLAYED', ...told.slice(2)])
    expect(resultsOf('keys').map(({ key }) => key)).toEqual(['k-1', 'k-2', 'k-1', 'k-1'])
  })

  test('when it names people, then they are granted, and who they are stands in no result', async () => {
    write('people.csv', 'person,amount', 'CI of an,100', 'CI of nobody,100')
    const { text } = await accrue('people.csv')
    expect(outcomes('people')).toEqual(['ACCEPTED', 'RECIPIENT_NOT_FOUND'])
    expect(await granted()).toEqual({ count: 1, points: 100 })
    const said = readFileSync(pathOf('people.results.csv'), 'utf8') + text
    expect(said).not.toMatch(/CI of|nobody/)
  })

  test('when lines are refused or malformed, then the others are granted, and not all is done', async () => {
    write(
      ...['bad.csv', 'account,person,amount', 'an,,0', 'an,,2000001', 'twin-1,,1', 'an,,-5'],
      ...['an,CI,1', ',,1', 'an,,', 'an,,1.5', 'an,,"1,000"', 'an,,1,9', 'a b,,1', 'an,,1'],
    )
    const { text, isAllDone } = await accrue('bad.csv')
    expect(isAllDone).toBe(false)
    const range = 'ACCRUAL_AMOUNT_OUT_OF_RANGE'
    expect(outcomes('bad')).toEqual([
      ...[range, range, 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS', range],
      ...Array(7).fill('MALFORMED'),
      'ACCEPTED',
    ])
    expect(text).toMatch(/^refused +4\n {2}ACCRUAL_AMOUNT_OUT_OF_RANGE +3\n {2}RECIPIENT_HAS_/m)
    expect(text).toMatch(/^malformed +7$/m)
    expect(resultsOf('bad')[0]?.message).toMatch(/^An accrual is 1 to 2,000,000 points/)
    expect(resultsOf('bad').slice(4, 6)).toMatchObject(
      Array(2).fill({ message: 'Exactly one of account and person must be given.' }),
    )
  })

  test('when Korean is asked for, then each message is Korean, and all else is the same', async () => {
    const latin = 'a'.repeat(65)
    write(
      ...['korean.csv', 'key,account,person,amount', ',nobody,,1', ',,,1', ',an,,1.5', ',an,,1,9'],
      ...[
        ',\uFFFD,,1',
        `,${latin},,1`,
        `,,${latin.repeat(4)},1`,
        '한,an,,1',
        ',an,,9999999999999999',
      ],
      ',an,,1',
    )
    await accrue('korean.csv', { language: 'ko' })
    const korean = resultsOf('korean')
    await accrue('korean.csv')
    const english = resultsOf('korean')
    expect(korean.map(({ message }) => message)).toEqual([
      '활성 계정을 가진 수신자를 찾을 수 없습니다. 계정 또는 식별값을 확인해 주세요.',
      'account와 person 중 하나만 입력해 주세요.',
      'amount: 1000과 같은 정수로 입력해 주세요.',
      '첫 줄의 열보다 셀이 많습니다.',
      'account: UTF-8로 저장해 주세요.',
      'account: 공백 없이 64자 이내로 입력해 주세요.',
      'person: 제어 문자 없이 200자 이내로 입력해 주세요.',
      'key: 공백 없이 영문, 숫자, 기호(ASCII) 64자 이내로 입력해 주세요.',
      'amount: 값이 너무 큽니다.',
      '',
    ])
    expect(english.map(({ message }) => message).join('\n')).toMatch(/^[ -~\n]+$/)
    const rest = (lines: typeof korean) => lines.slice(0, -1).map(({ message: _, ...line }) => line)
    expect(rest(english)).toEqual(rest(korean))
  })

  test('when it comes from a spreadsheet, then it is read as it is meant, and what a formula would be is harmless', async () => {
    writeFileSync(
      pathOf('sheet.csv'),
      '\uFEFF Account ,"AMOUNT"\r\n"an" , 10\r\n\r\n=1+1,20\r\nbae,30',
    )
    await accrue('sheet.csv')
    expect(outcomes('sheet')).toEqual(['ACCEPTED', 'RECIPIENT_NOT_FOUND', 'ACCEPTED'])
    expect(resultsOf('sheet').map(({ line, account }) => `${line} ${account}`)).toEqual([
      ...['2 an', "4 '=1+1", '5 bae'],
    ])
  })

  test('when its contract is in TESTING, then it says that nothing was really granted', async () => {
    contract = await newContract(ground.db, { status: 'TESTING', credit: 1_000n })
    write('trial.csv', 'account,amount', 'an,100')
    const { text } = await accrue('trial.csv')
    expect(text).toMatch(/^The contract is in TESTING: nothing of it was really granted/m)
  })
})

describe('given a file that is no list, then one sentence says so, and nothing is written', () => {
  const good = ['account,amount', 'an,100']
  const refusals: [string, string[], RegExp][] = [
    ['an empty file', [''], /^\S+wrong.csv is empty\.$/],
    ['an unknown column', ['account,amount,name'], /^The list has a column "name": its first/],
    ['no header', ['an,100'], /^The list has a column "an": its first line names the columns/],
    ['a column twice', ['account,amount,amount'], /^The list has a column "amount"/],
    ['no recipient', ['amount', '1'], /^The list lacks a column: its first line/],
    ['an open quote', [...good, 'bae,"1'], /^\S+wrong.csv is no CSV from line \d on \(CSV_/],
  ]
  test.each(refusals)('%s', async (_, lines, sentence) => {
    write('wrong.csv', ...lines)
    await expect(accrue('wrong.csv')).rejects.toThrow(sentence)
    expect(await granted()).toEqual({ count: 0, points: 0 })
    expect(readdirSync(folder).filter((name) => name.startsWith('wrong.results'))).toEqual([])
  })
})
