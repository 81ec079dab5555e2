import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { assertScalarType } from 'graphql'
import { isRefusal } from '../src/domain/refusal.ts'
import { createEngine } from '../src/posting/engine.ts'
import { schema } from '../src/schema/schema.ts'
import { fresh, grant, type Market, openMarket, operator, order } from './support/market.ts'
import { newAccounts, redemption } from './support/world.ts'

const most = 2_000_000
const billion = 1_000_000_000
/** One more than the largest 32-bit number. */
const beyond = 2 ** 31

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const read = async (document: string, variables = {}) => {
  const { body } = await market.ask(operator, document, variables)
  if (body.errors) throw new Error(JSON.stringify(body.errors))
  return body.data
}

const proof = async () => {
  const { ledgerCheck } = await read(`{ ledgerCheck { ok totalAvailable totalPending
    conservation { ok deposited budget available pending payable breakage } } }`)
  return ledgerCheck
}

const inBulk = async (contract: string, accounts: readonly string[]) => {
  for (let from = 0; from < accounts.length; from += 1_000) {
    const items = accounts.slice(from, from + 1_000).map((account) => ({
      idempotencyKey: fresh('item'),
      recipient: { account },
      amount: most,
    }))
    const { results } = await market.does(operator, 'accruePointsInBulk', { contract, items })
    expect(results.filter(({ accrual }: { accrual: unknown }) => accrual)).toHaveLength(
      items.length,
    )
  }
}

describe('sums above 2^31', () => {
  test('are exact in budgets, of several deposits of 10^12 in several contracts', async () => {
    const before = (await proof()).conservation.deposited
    const contracts = [
      await market.newContract({ deposit: 0 }),
      await market.newContract({ deposit: 0 }),
    ]
    for (const contract of [...contracts, ...contracts, ...contracts])
      await market.does(operator, 'depositBudget', {
        idempotencyKey: fresh('deposit'),
        contract,
        points: 1_000 * billion,
      })
    const account = await market.newAccount()
    await market.does(operator, 'accruePoints', grant(contracts[0] ?? '', account, 1))

    const budgets = await read(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Contract {
      budget { total granted reserved remaining } conservation { ok deposited budget available } } } }`,
      {
        ids: contracts,
      },
    )
    const total = 3_000 * billion
    expect(budgets.nodes).toEqual([
      {
        budget: { total, granted: 1, reserved: 0, remaining: total - 1 },
        conservation: { ok: true, deposited: total, budget: total - 1, available: 1 },
      },
      {
        budget: { total, granted: 0, reserved: 0, remaining: total },
        conservation: { ok: true, deposited: total, budget: total, available: 0 },
      },
    ])
    const { ok, conservation } = await proof()
    expect([ok, conservation.ok, conservation.deposited - before]).toEqual([true, true, 2 * total])
  })

  test('are exact in one wallet, whose pending points have no limit (R3)', async () => {
    const contract = await market.newContract({ deposit: 10 * billion })
    const account = await market.newAccount()
    await inBulk(
      contract,
      Array.from({ length: 1_100 }, () => account),
    )

    const pending = 1_099 * most
    expect(pending).toBeGreaterThan(beyond)
    const { wallet } = await read(
      `query ($account: String!) { wallet(account: $account) {
        available pending room expiring(through: "2999-12-31") balanceAt(at: "2023-01-01T00:00:00Z")
        lots(first: 1) { totalCount } } }`,
      { account },
    )
    expect(wallet).toEqual({
      available: most,
      pending,
      room: 0,
      expiring: most + pending,
      balanceAt: 0,
      lots: { totalCount: 1_100 },
    })

    const before = (await proof()).conservation.breakage
    await market.does(operator, 'closeAccount', { account })
    const { ok, conservation } = await proof()
    expect([ok, conservation.breakage - before]).toEqual([true, most + pending])
  })

  test('are exact over many wallets, spent in whole at one merchant', async () => {
    const contract = await market.newContract({ deposit: 10 * billion })
    const accounts = Array.from({ length: 1_100 }, () => fresh('rich'))
    await newAccounts(market.db, accounts)
    const before = await proof()
    await inBulk(contract, accounts)

    const sum = 1_100 * most
    expect(sum).toBeGreaterThan(beyond)
    const granted = await proof()
    expect([granted.ok, granted.totalAvailable - before.totalAvailable]).toEqual([true, sum])

    const merchant = await market.newMerchant()
    const engine = createEngine({ db: market.db })
    const asked = accounts.map((account) => redemption(account, BigInt(most), { merchant }))
    expect((await engine.postAll(asked)).filter(isRefusal)).toEqual([])
    await engine.drain()
    const spent = await proof()
    expect(spent.ok).toBe(true)
    expect(spent.totalAvailable).toBe(before.totalAvailable)
    expect(spent.conservation.payable - before.conservation.payable).toBe(sum)
  })

  test('are exact in an order that costs 2^53 - 1 won', async () => {
    const account = await market.newAccountWith(10)
    const orderAmount = Number.MAX_SAFE_INTEGER
    const asked = order(account, await market.newMerchant(), 7, {
      orderAmount,
      discountAmount: beyond,
    })
    expect(await market.does(operator, 'redeemPoints', asked)).toMatchObject({
      redemption: {
        orderAmount,
        discountAmount: beyond,
        otherAmount: orderAmount - beyond - 7,
        cashReceiptEligibleAmount: orderAmount - beyond - 7,
      },
    })
  })
})

describe('what counts and amounts are written in', () => {
  test.each(['Count', 'Points', 'Won'])('%s tells whole numbers up to 2^53 - 1', (name) => {
    const { serialize } = assertScalarType(schema.getType(name))
    for (const value of [0, beyond, 2 ** 40, Number.MAX_SAFE_INTEGER])
      expect(serialize(BigInt(value))).toBe(value)
    expect(() => serialize(2n ** 53n)).toThrow('2^53')
  })
})
