import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { isRefusal } from '../src/domain/refusal.ts'
import { type Ground, openGround } from './support/ground.ts'
import { accrual, newAccounts, newContract, newMerchant, redemption } from './support/world.ts'

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterAll(() => ground.close())

/** Holds a wallet while all these are asked for, until each of them waits for a lock. */
async function whileHeld(wallet: string, asked: () => readonly Promise<readonly object[]>[]) {
  const stranger = new pg.Client({ connectionString: ground.url })
  await stranger.connect()
  try {
    await stranger.query('begin')
    await stranger.query('select from wallet where id = $1 for update', [wallet])
    const answers = asked()
    const waiting = async () => {
      const rows = await ground.sql(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows.length
    }
    while ((await waiting()) < answers.length);
    await stranger.query('rollback')
    return (await Promise.all(answers)).flat()
  } finally {
    await stranger.end()
  }
}

test('given processes whose batches want the same wallets, when each has some of them and waits for others, then they do not wait in a circle', async () => {
  const contract = await newContract(ground.db, { credit: 1_000_000_000n })
  // Spending locks nothing but wallets that another batch would have to wait for.
  await newMerchant(ground.db)
  const accounts = await newAccounts(
    ground.db,
    Array.from({ length: 50 }, (_, n) => `shared-${n}`),
  )
  const names = accounts.map(({ externalId }) => externalId)
  const engines = [ground.startEngine(), ground.startEngine(), ground.startEngine()] as const
  const grants = names.map((name) => accrual(contract, name, 10_000n))
  const answers: object[] = [...(await engines[0].postAll(grants))]
  const spend = () => names.map((name) => redemption(name, 1n))
  for (const { wallet } of [10, 20, 30, 40].flatMap((n) => accounts[n] ?? []))
    answers.push(
      ...(await whileHeld(wallet, () => engines.map((engine) => engine.postAll(spend())))),
    )

  expect(answers.filter(isRefusal)).toEqual([])
  await Promise.all(engines.map((one) => one.stop()))
  expect(
    await ground.sql(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    ),
  ).toEqual([{ deadlocks: 0 }])
})
