import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { ContractId, WalletId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import { stampOf } from '../src/domain/sequence.ts'
import type { Command } from '../src/posting/command.ts'
import { createEngine, type Engine } from '../src/posting/engine.ts'
import { type Ground, openGround } from './support/ground.ts'
import {
  accrual,
  newAccounts,
  newContract,
  newMerchant,
  operator,
  redemption,
} from './support/world.ts'

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

  const idIn = (answer: object): unknown =>
    'accrual' in answer ? answer.accrual : 'redemption' in answer && answer.redemption
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
    answers = await Promise.all(
      commands.map((one, n) => engines[Math.floor(n / 7) % 2 ? 0 : 1].post(one)),
    )
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
    expect(rows).toHaveLength(403)
  })

  test('write into one wallet after each other, the one behind at the instant of the one ahead', () => {
    const ofBehind = new Set(
      answers.flatMap((answer, n) => (Math.floor(n / 7) % 2 ? [] : [idIn(answer)])),
    )
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

/** An engine of this process whose clock is turned from without. */
function engineWithClock(): { readonly engine: Engine; readonly turn: (at: string) => void } {
  let offsetMs = 0
  const engine = createEngine({ db: ground.db, offsetMs: () => offsetMs })
  const turn = (at: string) => {
    offsetMs = Date.parse(at) - Date.now()
  }
  return { engine, turn }
}

const journalsOf = (wallet: string) =>
  ground.db.journal.findMany({
    where: { walletId: wallet },
    orderBy: { id: 'asc' },
    include: { entries: { orderBy: { line: 'asc' } } },
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
    const { engine, turn } = engineWithClock()
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
    const { engine, turn } = engineWithClock()
    turn('2047-03-31T14:00:00Z')
    await engine.post(accrual(contract, 'fay', 10n))
    await ground.sql(`insert into closed_period
      select unnest(array['2047-03', '2047-04', '2047-06']), now()`)
    await engine.post(redemption('fay', 1n))
    turn('2047-03-31T15:00:00Z')
    await engine.post(redemption('fay', 1n))
    turn('2047-05-31T15:00:00Z')
    await engine.post(redemption('fay', 1n))
    const journals = await journalsOf(made.wallet)
    expect(journals.map(({ period }) => period)).toEqual([
      '2047-03',
      '2047-05',
      '2047-05',
      '2047-07',
    ])
  })
})

describe('R27: what is due is carried out by whatever touches the wallet first', () => {
  const dayBefore = '2044-02-29T14:00:00Z'
  const expiry = '2044-02-29T15:00:00Z'
  let short: ContractId
  let one: Engine
  let turn: (at: string) => void
  let wallet: string
  let user: string

  beforeAll(async () => {
    short = await newContract(ground.db, {
      credit: 1_000_000_000n,
      validityMonths: 1,
      validityNegotiated: true,
    })
    ;({ engine: one, turn } = engineWithClock())
  })
  let users = 0
  /** Granted 300 for a month, and 2,000,000 for five years, of which 300 wait. */
  beforeEach(async () => {
    users += 1
    user = `due-${users}`
    const [made] = await newAccounts(ground.db, [user])
    if (!made) throw new Error('There is no account')
    wallet = made.wallet
    turn('2044-01-15T00:00:00Z')
    await one.post(accrual(short, user, 300n))
    await one.post(accrual(contract, user, 2_000_000n))
  })

  const kinds = async () =>
    (await journalsOf(wallet)).map(({ kind, balanceAfter }) => `${kind} ${balanceAfter}`)
  const before = ['ACCRUAL 300', 'ACCRUAL 2000000']
  const due = ['EXPIRY 1999700', 'PENDING_FILL 2000000']
  const carryOutDue = (): Command => ({
    kind: 'carryOutDue',
    caller: null,
    wallet: wallet as WalletId,
  })

  const touches: [string, () => Command, string[]][] = [
    ['carrying out what is due', carryOutDue, due],
    ['an accrual', () => accrual(contract, user, 5n), [...due, 'ACCRUAL 2000000']],
    ['a redemption', () => redemption(user, 4n), [...due, 'REDEMPTION 1999996']],
    [
      'closing',
      () => ({ kind: 'closeAccount', caller: operator, account: user }),
      [...due, 'FORFEIT 0'],
    ],
  ]
  test.each(touches)('%s', async (_, touch, journals) => {
    turn(expiry)
    expect(isRefusal(await one.post(touch()))).toBe(false)
    expect(await kinds()).toEqual([...before, ...journals])
  })

  test.each(touches.slice(0, 1))('and not before its time: %s', async (_, touch) => {
    turn(dayBefore)
    await one.post(touch())
    expect(await kinds()).toEqual(before)
  })

  test('once: carried out again, there is nothing left to do', async () => {
    turn(expiry)
    await one.postAll([carryOutDue(), carryOutDue()])
    await one.post(carryOutDue())
    expect(await kinds()).toEqual([...before, ...due])
  })

  test('a refused redemption leaves the wallet as it was, due points and all', async () => {
    turn(expiry)
    expect(await one.post(redemption(user, 2_000_001n))).toMatchObject({
      code: 'INSUFFICIENT_POINTS',
    })
    expect(await kinds()).toEqual(before)
  })

  test('a redemption after it spends nothing of what expired (R19)', async () => {
    turn(expiry)
    await one.post(redemption(user, 2_000_000n))
    const lots = await ground.db.lot.findMany({ where: { walletId: wallet } })
    expect(
      lots.map(({ remaining, pending, expired }) => ({ remaining, pending, expired })),
    ).toEqual([
      { remaining: 0n, pending: 0n, expired: 300n },
      { remaining: 0n, pending: 0n, expired: 0n },
    ])
  })

  test('an accrual under a contract in TESTING touches nothing, not even that', async () => {
    const trial = await newContract(ground.db, { status: 'TESTING', credit: 1_000n })
    turn(expiry)
    expect(await one.post(accrual(trial, user, 7n))).toMatchObject({ replayed: false })
    expect(await kinds()).toEqual(before)
    expect(await ground.db.lot.count({ where: { walletId: wallet } })).toBe(2)
    expect(await ground.db.contract.findUnique({ where: { id: trial } })).toMatchObject({
      budget: 0n,
    })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await ground.isProven()).toBe(true)
})
