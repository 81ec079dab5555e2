import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { fresh, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

describe('accruePointsInBulk', () => {
  const bulk = (contract: string, items: readonly object[]) => ({ contract, items })
  const item = (account: string, amount: number, told = {}) => ({
    idempotencyKey: fresh('item'),
    recipient: { account },
    amount,
    ...told,
  })

  test('accepts or refuses each recipient on its own, in the order given (R11)', async () => {
    const contract = await market.newContract({ deposit: 100 })
    const [first, second] = [await market.newAccount(), await market.newAccount()]

    const { results } = await market.does(
      operator,
      'accruePointsInBulk',
      bulk(contract, [
        item(first, 60),
        item('nobody', 1),
        item(second, 50),
        item(first, 0),
        item(second, 40),
      ]),
    )
    expect(results).toMatchObject([
      { accrual: { amount: 60 }, wallet: { available: 60 } },
      { code: 'RECIPIENT_NOT_FOUND', path: ['input', 'items', '1', 'recipient', 'account'] },
      { code: 'CONTRACT_BUDGET_EXCEEDED', path: ['input', 'items', '2', 'amount'] },
      { code: 'ACCRUAL_AMOUNT_OUT_OF_RANGE', path: ['input', 'items', '3', 'amount'] },
      { accrual: { amount: 40 }, wallet: { available: 40 } },
    ])
  })

  test('says of what all recipients share where it stands', async () => {
    const contract = await market.newContract({ status: 'DRAFT' })
    const { results } = await market.does(
      operator,
      'accruePointsInBulk',
      bulk(contract, [item('a', 1), item('b', 1)]),
    )
    expect(results).toMatchObject([
      { code: 'CONTRACT_NOT_LIVE', path: ['input', 'contract'] },
      { code: 'CONTRACT_NOT_LIVE', path: ['input', 'contract'] },
    ])
  })

  test('has an item equal the same single accrual (R35)', async () => {
    const contract = await market.newContract({ deposit: 100 })
    const one = item(await market.newAccount(), 10)
    const { accrual } = await market.does(operator, 'accruePoints', { ...one, contract })

    const { results } = await market.does(
      operator,
      'accruePointsInBulk',
      bulk(contract, [one, { ...one, amount: 11 }, one]),
    )
    expect(results).toMatchObject([
      { accrual: { id: accrual.id }, replayed: true },
      { code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'items', '1', 'idempotencyKey'] },
      { accrual: { id: accrual.id }, replayed: true },
    ])
  })

  test('grants to 1,000 recipients in one request', async () => {
    const contract = await market.newContract({ deposit: 1_000 })
    const account = await market.newAccount()
    const items = Array.from({ length: 1_000 }, () => item(account, 1))

    const { results } = await market.does(operator, 'accruePointsInBulk', bulk(contract, items))
    expect(results).toHaveLength(1_000)
    expect(results.at(-1)).toMatchObject({ wallet: { available: 1_000 }, replayed: false })
  })
})
