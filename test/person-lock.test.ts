import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { fresh, grant, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

/** Waits until so many statements wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const [row] = await market.sql(
      `select count(*)::int from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if (Number(row?.count) >= count) return
  }
}

test('given a grant for later to a person that waits for their wallet, when they get another account meanwhile, then neither waits for the other', async () => {
  const contract = await market.newContract({ deposit: 1_000_000 })
  const person = fresh('person')
  const account = await market.newAccount({ person })
  const scheduledFor = new Date(Date.now() + 86_400_000).toISOString()
  const asked = { ...grant(contract, account, 1, { scheduledFor }), recipient: { person } }
  const waiting = await market.db.$transaction(
    async (tx) => {
      await tx.$queryRaw`
        select wallet.id from wallet join account on account.id = account_id
        where external_id = ${account} for no key update of wallet`
      const scheduling = market.does(operator, 'accruePoints', asked)
      await untilWaiting(1)
      const creating = market.does(operator, 'createAccount', { externalId: fresh('two'), person })
      await untilWaiting(2)
      return { both: Promise.all([scheduling, creating]) }
    },
    { timeout: 30_000 },
  )
  const [scheduled, created] = await waiting.both
  expect(scheduled.accrual.status).toBe('SCHEDULED')
  expect(created.account.externalId).toMatch(/^two/)
  const [row] = await market.sql(
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  expect(Number(row?.deadlocks)).toBe(0)
})
