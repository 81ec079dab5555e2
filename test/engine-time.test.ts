import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import { stampOf } from '../src/domain/sequence.ts'
import type { Command } from '../src/posting/command.ts'
import { type Ground, openGround } from './support/ground.ts'
import { engineWithClock, journalsOf } from './support/turned-engine.ts'
import { accrual, newAccounts, newContract, newMerchant, redemption } from './support/world.ts'

let ground: Ground
let contract: ContractId
beforeAll(async () => {
  ground = await openGround()
  contract = await newContract(ground.db, { credit: 1_000_000_000n })
  await newMerchant(ground.db)
})
afterAll(() => ground.close())

const accounts = ['an', 'bae', 'cha']

describe('two processes whose clocks differ by seconds', () => {
  interface Row {
    readonly wallet: string
    readonly id: string
    readonly kind: string
    readonly posted: Date
    readonly balance: string
    readonly moved: string
    readonly decided: Date
    /** The accrual or redemption. */
    readonly of: string
  }
  let rows: readonly Row[]
  let answers: readonly object[]
  /** The accruals and redemptions by the process whose clock is behind. */
  let ofBehind: ReadonlySet<unknown>

  const idIn = (answer: object): unknown =>
    'accrual' in answer ? answer.accrual : 'redemption' in answer && answer.redemption
  /** Which of the two gets the command of that number. */
  const isAhead = (n: number) => Math.floor(n / 7) % 2 === 1
  const startEngine = (offsetMs: number) => ground.startEngine({ offsetMs, batchMax: 20 })

  beforeAll(async () => {
    await newAccounts(ground.db, accounts)
    const engines = [startEngine(3_000), startEngine(-2_000)] as const
    const commands = Array.from({ length: 400 }, (_, n): Command => {
      const account = accounts[n % 3] ?? 'an'
      return n % 4 === 3 ? redemption(account, 1n) : accrual(contract, account, 5n)
    })
    // Enough to spend, whichever process comes first.
    for (const account of accounts) await engines[1].post(accrual(contract, account, 100n))
    answers = await Promise.all(commands.map((one, n) => engines[isAhead(n) ? 0 : 1].post(one)))
    // And once surely right after each other.
    await engines[0].post(accrual(contract, 'an', 5n))
    const last = await engines[1].post(accrual(contract, 'an', 5n))
    ofBehind = new Set([last, ...answers.filter((_, n) => !isAhead(n))].map(idIn))
    rows = (await ground.sql(`
      select journal.wallet_id as wallet, journal.id, kind, posted_at as posted,
             balance_after as balance, sum(entry.amount) as moved,
             coalesce(min(completed_at), min(redemption.created_at)) as decided,
             coalesce(min(accrual.id::text), min(redemption.id::text)) as of
      from journal
      join entry on entry.owner_id = journal.owner_id and journal_id = journal.id
      left join accrual on accrual.id = lot_id and kind = 'ACCRUAL'
      left join redemption on redemption.id = redemption_id
      where lot_id is not null
      group by journal.owner_id, journal.id
      order by journal.owner_id, journal.id`)) as unknown as Row[]
  })

  test('answer every command', () => {
    expect(answers.filter((answer) => isRefusal(answer))).toEqual([])
    expect(rows).toHaveLength(405)
  })

  test('write into one wallet after each other, the one behind at the instant of the one ahead', () => {
    const turns = rows.filter((row, n) => {
      const before = rows[n - 1]
      if (before?.wallet !== row.wallet || ofBehind.has(before.of)) return false
      return ofBehind.has(row.of) && row.posted.getTime() === before.posted.getTime()
    })
    expect(turns.length).toBeGreaterThan(0)
  })

  test('leave journals whose ids and instants ascend in the order of their effects', () => {
    for (const [n, row] of rows.entries()) {
      const before = rows[n - 1]
      const isFirst = before?.wallet !== row.wallet
      const balance = isFirst ? 0n : BigInt(before.balance)
      expect(BigInt(row.balance)).toBe(balance + BigInt(row.moved))
      if (!isFirst) expect(row.posted.getTime()).toBeGreaterThanOrEqual(before.posted.getTime())
    }
  })

  test('post each journal at the instant at which its command took effect', () => {
    for (const { id, posted, decided } of rows) {
      expect(posted).toEqual(decided)
      expect(stampOf(id).at).toBe(posted.getTime())
    }
  })

  test('leave lots whose age is the order in which they were granted', async () => {
    const lots = await ground.sql('select id from lot order by wallet_id, accrued_at, id')
    const granted = await ground.sql(`
      select lot_id as id
      from journal join entry on entry.owner_id = journal.owner_id and journal_id = journal.id
      where kind = 'ACCRUAL' and lot_id is not null
      order by journal.owner_id, journal.id`)
    expect(lots.findIndex(({ id }, n) => id !== granted[n]?.id)).toBe(-1)
    expect(lots).toHaveLength(granted.length)
  })
})

describe('a month of history that has no partition yet', () => {
  const partitions = async (month: string) =>
    ground.sql('select relname from pg_class where relname = any($1) order by relname', [
      [`entry_${month}`, `journal_${month}`],
    ])

  test.each([
    ['2049-12-31T14:59:00Z', '2049_12', '2050_01'],
    ['2051-12-31T15:00:00Z', '2052_01', '2052_02'],
  ])('is made when an engine’s clock says %s, and so is the next', async (at, month, next) => {
    const [made] = await newAccounts(ground.db, [`user-${month}`])
    if (!made) throw new Error('There is no account')
    expect(await partitions(month)).toEqual([])
    const { engine, turn } = engineWithClock(ground.db)
    turn(at)
    expect(await engine.post(accrual(contract, made.externalId, 10n))).toMatchObject({
      replayed: false,
    })
    for (const one of [month, next])
      expect(await partitions(one)).toEqual([
        { relname: `entry_${one}` },
        { relname: `journal_${one}` },
      ])
    expect(await ground.sql(`select count(*)::int from journal_${month}`)).toEqual([{ count: 1 }])
  })

  test('is made once by two processes that come upon it together', async () => {
    await newAccounts(ground.db, ['dan', 'eun'])
    const offsetMs = Date.parse('2055-05-05T00:00:00Z') - Date.now()
    const engines = [ground.startEngine({ offsetMs }), ground.startEngine({ offsetMs })]
    const answers = await Promise.all(
      engines.flatMap((engine) => [
        engine.post(accrual(contract, 'dan', 1n)),
        engine.post(accrual(contract, 'eun', 1n)),
      ]),
    )
    for (const answer of answers) expect(answer).toMatchObject({ replayed: false })
    expect(await ground.sql('select count(*)::int from journal_2055_05')).toEqual([{ count: 4 }])
  })
})

describe('R31: a settlement period that is closed', () => {
  test('gets no journal any more: the first open month does', async () => {
    const [made] = await newAccounts(ground.db, ['fay'])
    if (!made) throw new Error('There is no account')
    const { engine, turn } = engineWithClock(ground.db)
    turn('2047-03-31T14:00:00Z')
    await engine.post(accrual(contract, 'fay', 10n))
    await ground.sql(`insert into closed_period
      select unnest(array['2047-03', '2047-04', '2047-06']), now()`)
    await engine.post(redemption('fay', 1n))
    turn('2047-03-31T15:00:00Z')
    await engine.post(redemption('fay', 1n))
    turn('2047-05-31T15:00:00Z')
    await engine.post(redemption('fay', 1n))
    const journals = await journalsOf(ground.db, made.wallet)
    expect(journals.map(({ period }) => period)).toEqual([
      '2047-03',
      '2047-05',
      '2047-05',
      '2047-07',
    ])
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await ground.isProven()).toBe(true)
})
