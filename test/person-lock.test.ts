import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { fresh, grant, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const rounds = 15

test('given grants for later to a person, when they get another account at once, then neither waits for the other for ever', async () => {
  const contract = await market.newContract({ deposit: 1_000_000 })
  const scheduledFor = new Date(Date.now() + 86_400_000).toISOString()
  for (let round = 0; round < rounds; round += 1) {
    const person = fresh('person')
    const account = await market.newAccount({ person })
    const schedule = () =>
      market.does(operator, 'accruePoints', {
        ...grant(contract, account, 1, { scheduledFor }),
        recipient: { person },
      })
    const create = () =>
      market.does(operator, 'createAccount', { externalId: fresh('second'), person })
    const [created] = await Promise.all([create(), schedule(), schedule(), schedule(), create()])
    expect(created?.account.externalId).toMatch(/^second/)
  }
  const [row] = await market.sql(
    'select deadlocks from pg_stat_database where datname = current_database()',
  )
  expect(Number(row?.deadlocks)).toBe(0)
})
