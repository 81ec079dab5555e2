import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import type { ContractId, WalletId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import { openDuePages } from '../src/jobs/carry-out-due.ts'
import { checkLedger } from '../src/posting/ledger-check.ts'
import type { Posting } from '../src/posting/posting.ts'
import { hasWaiting, pointsALot, writeDueLots } from './support/due-lots.ts'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { type Ground, openGround } from './support/ground.ts'
import { operator } from './support/market.ts'
import { accrual, newAccounts, newContract } from './support/world.ts'

jest.setTimeout(1_200_000)

/** Wallets, and lots in each of them. */
const [wallets, lots] = process.env.LONG ? [10_000, 100] : [30, 100]
const savers = Array.from({ length: wallets }, (_, n) => n + 1)
/** Whose wallets are read through the API. */
const readers = savers.slice(-30)
const cap = 2_000_000

let gateway: TestGateway
let ground: Ground
let contract: ContractId
beforeAll(async () => {
  gateway = await startTestGateway()
  ground = await openGround({ url: String(gateway.config.databaseUrl), drop: gateway.stop })
  contract = await newContract(ground.db, { credit: 1_000_000_000_000n })
  await writeDueLots(ground.url, { contract, wallets, lots })
})
afterAll(() => ground.close())

const readWallet = `query ($account: String!) {
  wallet(account: $account) { available held pending }
}`

const balances = async () => {
  const told = readers.map((saver) =>
    gateway.ask(operator, readWallet, { account: `saver-${saver}` }),
  )
  return (await Promise.all(told)).map(({ body }) => body.data.wallet)
}

const stored = async () => {
  const [row] = await ground.sql(`
    select sum(available)::text as available, sum(pending)::text as pending,
           count(*) filter (where next_due_at <= now())::int as due from wallet`)
  return row
}

/** Works off all that is due, as the job does, and says how many pages it took. */
async function workOff(posting: Posting): Promise<number> {
  const pages = openDuePages({ db: ground.db, posting, offsetMs: () => 0 })
  for (let count = 1; ; count += 1) if (!(await pages.runPage()).isMore) return count
}

/** Grants to one wallet after the other, until told to stop. */
function keepGranting(posting: Posting) {
  const granted = new Map<number, number>()
  let isOver = false
  const grant = async () => {
    for (let n = 0; !isOver; n += 1) {
      const saver = savers[(n * 7) % savers.length] ?? 1
      const answer = await posting.post(accrual(contract, `saver-${saver}`, 1n))
      if (isRefusal(answer)) throw new Error(answer.code)
      granted.set(saver, (granted.get(saver) ?? 0) + 1)
    }
  }
  const granting = Promise.all(Array.from({ length: 4 }, grant))
  const stop = async () => {
    isOver = true
    await granting
    return granted
  }
  return { stop }
}

describe(`given ${wallets} wallets with ${lots} lots each that are past their time`, () => {
  const waiting = savers.filter(hasWaiting).length
  const standing = (saver: number) => ({
    available: hasWaiting(saver) ? cap : 0,
    held: 0,
    pending: 0,
  })

  test('when the work has not run, then reads are right already', async () => {
    expect(await ground.isProven()).toBe(true)
    expect(await stored()).toEqual({
      available: String((wallets - waiting) * lots * pointsALot + waiting * cap),
      pending: String(waiting * lots * pointsALot),
      due: wallets,
    })
    expect(await balances()).toEqual(readers.map(standing))
  })

  test('when two processes work it off while points are granted, then each wallet is carried out once, and reads stay right', async () => {
    const [one, two, other] = [ground.startEngine(), ground.startEngine(), ground.startEngine()]
    const granting = keepGranting(other)
    await Promise.all([workOff(one), workOff(two)])
    const granted = await granting.stop()

    expect([...granted.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(0)
    expect(await stored()).toMatchObject({ due: 0 })
    expect(await balances()).toEqual(
      readers.map((saver) => {
        const { available } = standing(saver)
        const own = granted.get(saver) ?? 0
        return { available: Math.min(available + own, cap), held: 0, pending: available && own }
      }),
    )
    expect(
      await ground.sql(`
        select kind, count(*)::int as journals, count(distinct wallet_id)::int as wallets
        from journal where kind in ('EXPIRY', 'PENDING_FILL') group by kind order by kind`),
    ).toEqual([
      { kind: 'PENDING_FILL', journals: waiting, wallets: waiting },
      { kind: 'EXPIRY', journals: wallets, wallets },
    ])
  })

  test('then no transaction carried out more lots than a page has, and none waited in a circle', async () => {
    const [{ lots: most, pages } = { lots: 0, pages: 0 }] = await ground.sql(`
      select max(lots)::int as lots, count(*)::int as pages from (
        select count(distinct lot_id) as lots
        from entry join journal on journal.owner_id = entry.owner_id and journal.id = journal_id
        where kind = 'EXPIRY' group by entry.xmin::text) as page`)
    expect(most).toBeLessThanOrEqual(2_000)
    expect(pages).toBeGreaterThanOrEqual((wallets * lots) / 2_000)
    expect(
      await ground.sql(
        'select deadlocks::int from pg_stat_database where datname = current_database()',
      ),
    ).toEqual([{ deadlocks: 0 }])
  })

  test('then the ledger is proven', async () => {
    expect(await ground.isProven()).toBe(true)
  })
})

describe('given wallets that are due, one of which can not be carried out', () => {
  let due: WalletId[]
  let posting: Posting
  beforeAll(async () => {
    const made = await newAccounts(ground.db, ['kept-1', 'kept-2', 'kept-3'])
    due = made.map(({ wallet }) => wallet)
    posting = ground.startEngine()
  })
  /** Points whose time, once they are granted, is made to be up. */
  beforeEach(async () => {
    for (const name of ['kept-1', 'kept-2', 'kept-3'])
      await posting.post(accrual(contract, name, 9n))
    await ground.sql(
      `update lot set accrued_at = '2020-01-01', expires_at = '2026-03-31T15:00:00Z'
       where wallet_id = any($1)`,
      [due],
    )
    await ground.sql(`update wallet set next_due_at = '2026-03-31T15:00:00Z' where id = any($1)`, [
      due,
    ])
  })
  const dueNow = async () =>
    (await ground.sql('select id from wallet where next_due_at <= now() order by id')).map(
      ({ id }) => id,
    )

  test('because somebody holds it, then it is left to them, and the others are done', async () => {
    const stranger = new pg.Client({ connectionString: ground.url })
    await stranger.connect()
    await stranger.query('begin')
    await stranger.query('select from wallet where id = $1 for update', [due[1]])
    await workOff(posting)
    expect(await dueNow()).toEqual([due[1]])
    await stranger.query('rollback')
    await stranger.end()
    await workOff(posting)
    expect(await dueNow()).toEqual([])
  })

  test('because it is out of step, then the fault is told once a round, and the others are done', async () => {
    await ground.sql('update wallet set available = 0 where id = $1', [due[0]])
    const pages = openDuePages({ db: ground.db, posting, offsetMs: () => 0 })
    const { faults, ...page } = await pages.runPage()
    expect(page).toEqual({ done: 2, isMore: false })
    expect(faults).toMatchObject([
      { message: expect.stringContaining('violates check constraint') },
    ])
    expect(await dueNow()).toEqual([due[0]])
    expect(await pages.runPage()).toEqual({ done: 0, faults: [], isMore: false })

    await ground.sql('update wallet set available = 9 where id = $1', [due[0]])
    expect(await pages.runPage()).toEqual({ done: 1, faults: [], isMore: false })
    expect(await dueNow()).toEqual([])
  })
})

test('given a gateway that does due work, when points are past their time, then they expire by themselves', async () => {
  const working = await startTestGateway({ env: { DUE_WORK: 'on' } })
  try {
    const payer = await newContract(working.db, { credit: 1_000_000_000n })
    await writeDueLots(String(working.config.databaseUrl), {
      contract: payer,
      wallets: 10,
      lots: 2,
    })
    const due = () => working.db.wallet.count({ where: { nextDueAt: { lte: new Date() } } })
    while ((await due()) > 0) await sleep(50)
    expect(await working.db.journal.count({ where: { kind: 'EXPIRY' } })).toBe(10)
    expect((await checkLedger(working.db)).ok).toBe(true)
  } finally {
    await working.stop()
  }
})
