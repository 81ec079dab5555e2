import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import { writeNoticesAhead } from '../src/jobs/write-notices-ahead.ts'
import type { Command } from '../src/posting/command.ts'
import { createEngine } from '../src/posting/engine.ts'
import { startTestGateway } from './support/gateway.ts'
import { type Ground, openGround } from './support/ground.ts'
import { operator } from './support/market.ts'
import { startNoticingProcess } from './support/noticing-process.ts'
import { accrual, newAccounts, newContract, newMerchant, redemption } from './support/world.ts'

jest.setTimeout(300_000)

let ground: Ground
/** Grants points for 24 months. */
let contract: ContractId
beforeEach(async () => {
  ground = await openGround()
  contract = await newContract(ground.db, { credit: 1_000_000_000n, validityMonths: 24 })
})
afterEach(() => ground.close())

async function post(commands: readonly Command[]): Promise<void> {
  const engine = createEngine({ db: ground.db })
  for (const answer of await engine.postAll(commands))
    if (isRefusal(answer)) throw new Error(answer.code)
  await engine.drain()
}

/** So many wallets with a point each; the others have none. */
async function manyWallets(count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, n) => `saver-${n}`)
  await newAccounts(ground.db, names)
  await newAccounts(ground.db, ['has-none-1', 'has-none-2'])
  await post(names.map((name) => accrual(contract, name, 1n)))
}

/** The last day of what was granted for 24 months, and days before it, at noon in KST. */
async function lastDay(): Promise<{ through: string; daysBefore: (days: number) => Date }> {
  const [row] = await ground.sql('select min(valid_through)::text as through from accrual')
  const noon = Date.parse(`${row?.through}T03:00:00Z`)
  return {
    through: String(row?.through),
    daysBefore: (days) => new Date(noon - days * 86_400_000),
  }
}

/** Writes what is due at an instant, all of it; how many pages it took. */
async function writeAll(at: Date, pageSize?: number): Promise<number> {
  const job = writeNoticesAhead({ db: ground.db, now: () => at, ...(pageSize && { pageSize }) })
  let pages = 0
  while (await job.runPage()) pages += 1
  return pages
}

const written = () =>
  ground.sql(
    `select external_id as account, points::int, valid_through::text as through, days_ahead as days
     from notice join wallet on wallet.id = wallet_id join account on account.id = account_id
     where kind = 'EXPIRY_AHEAD' order by days_ahead desc, external_id`,
  )

describe('given wallets with points that will expire', () => {
  test('when 30 days are left, and when 7 are, then each gets one notice, with the points that will expire then', async () => {
    await newAccounts(ground.db, ['an', 'bo', 'none', 'spent', 'closed'])
    await newMerchant(ground.db)
    const longer = await newContract(ground.db, { credit: 1_000_000n, validityMonths: 60 })
    await post([
      accrual(contract, 'an', 300n),
      accrual(contract, 'an', 200n),
      accrual(longer, 'an', 5_000n),
      // Of which 500,000 wait.
      accrual(contract, 'bo', 2_000_000n),
      accrual(contract, 'bo', 500_000n),
      accrual(longer, 'none', 100n),
      accrual(contract, 'spent', 100n),
      accrual(contract, 'closed', 100n),
    ])
    await post([redemption('spent', 100n), redemption('an', 50n)])
    await post([{ kind: 'closeAccount', caller: operator, account: 'closed' }])
    const { through, daysBefore } = await lastDay()
    const told = (days: number, anHas: number) => [
      { account: 'an', points: anHas, through, days },
      { account: 'bo', points: 2_500_000, through, days },
    ]

    await writeAll(daysBefore(31))
    expect(await written()).toEqual([])
    for (const day of [30, 29, 8]) await writeAll(daysBefore(day))
    expect(await written()).toEqual(told(30, 450))
    await post([redemption('an', 20n)])
    for (const day of [7, 6, 1, 0]) await writeAll(daysBefore(day))
    expect(await written()).toEqual([...told(30, 450), ...told(7, 430)])
    const [row] = await ground.sql(
      `select count(*)::int, bool_and(status = 'QUEUED' and attempts = 0) as queued
       from notice where kind = 'EXPIRY_AHEAD'`,
    )
    expect(row).toEqual({ count: 4, queued: true })
  })

  test('when the work did not run for three weeks, then it is made up for, until 7 days are left', async () => {
    await manyWallets(3)
    const { daysBefore } = await lastDay()
    await writeAll(daysBefore(8))
    expect((await written()).map(({ days }) => days)).toEqual([30, 30, 30])
  })

  test('when nobody was told until 7 days are left, then they are told once', async () => {
    await manyWallets(3)
    const { daysBefore } = await lastDay()
    await writeAll(daysBefore(2))
    expect((await written()).map(({ days }) => days)).toEqual([7, 7, 7])
  })

  test('when two runners write at once, in small pages, then each wallet is told once', async () => {
    await manyWallets(60)
    const { daysBefore } = await lastDay()
    const [one, two] = await Promise.all([writeAll(daysBefore(20), 7), writeAll(daysBefore(20), 7)])
    await writeAll(daysBefore(20), 7)
    expect((await written()).map(({ account }) => account)).toHaveLength(60)
    expect(one + two).toBeLessThanOrEqual(Math.floor(62 / 7) + 1)
  })

  test('when the walk is begun anew although all were told, then nobody is told again', async () => {
    await manyWallets(5)
    const { daysBefore } = await lastDay()
    await writeAll(daysBefore(20))
    await ground.sql('delete from notice_walk')
    await writeAll(daysBefore(29))
    expect(await written()).toHaveLength(5)
  })

  test('when processes that write are killed on their way, then another goes on, and each wallet is told once', async () => {
    await manyWallets(400)
    const { daysBefore } = await lastDay()
    const options = { url: ground.url, at: daysBefore(20).toISOString(), pageSize: 5 }
    for (const least of [20, 150]) {
      const killed = await startNoticingProcess(options)
      while ((await written()).length < least) await sleep(2)
      await killed.kill()
    }
    const before = (await written()).length
    const other = await startNoticingProcess(options)
    const isOver = () => ground.db.noticeWalk.count({ where: { NOT: { finishedAt: null } } })
    while ((await isOver()) === 0) await sleep(10)
    await other.kill()
    expect(before).toBeLessThan(400)
    expect(await written()).toHaveLength(400)
  })
})

test('given a gateway whose due work is on, when 30 days are left, then users are told by themselves', async () => {
  await manyWallets(2)
  const { daysBefore } = await lastDay()
  const now = () => daysBefore(30)
  const gateway = await startTestGateway({
    env: { DATABASE_URL: ground.url, DUE_WORK: 'on' },
    clock: { now, offsetMs: () => now().getTime() - Date.now() },
  })
  try {
    while ((await gateway.db.notice.count({ where: { kind: 'EXPIRY_AHEAD', status: 'SENT' } })) < 2)
      await sleep(20)
    expect(await written()).toHaveLength(2)
  } finally {
    await gateway.stop()
  }
})
