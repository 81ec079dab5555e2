import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { as, fresh, grant, localId, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const rowsOf = async (contract: string) => {
  const [row] = await market.sql(
    `select count(*)::int as accruals from accrual where contract_id = $1`,
    [localId(contract)],
  )
  return row?.accruals
}
describe('accruePoints', () => {
  test('opens a lot in the wallet and pays for it from the contract’s budget', async () => {
    const contract = await market.newContract({ deposit: 1_000 })
    const account = await market.newAccount()

    const asked = grant(contract, account, 300, { purpose: 'PURCHASE_GIFT', eventTitle: ' Hi ' })
    expect(await market.does(operator, 'accruePoints', asked)).toMatchObject({
      __typename: 'AccruePointsPayload',
      accrual: {
        status: 'COMPLETED',
        purpose: 'PURCHASE_GIFT',
        amount: 300,
        availableAmount: 300,
        pendingAmount: 0,
        idempotencyKey: asked.idempotencyKey,
        eventTitle: 'Hi',
        validThrough: expect.stringMatching(/^\d{4}-\d\d-(28|29|30|31)$/),
        test: false,
      },
      wallet: { status: 'ACTIVE', available: 300, held: 0, pending: 0, room: 1_999_700 },
      replayed: false,
    })
    const [row] = await market.sql(
      `select budget::int, (select sum(amount)::int from lot where contract_id = contract.id) as lots
       from contract where id = $1`,
      [localId(contract)],
    )
    expect(row).toEqual({ budget: 700, lots: 300 })
  })

  test('keeps what exceeds the cap of a wallet waiting (R3)', async () => {
    const contract = await market.newContract({ deposit: 3_000_000 })
    const account = await market.newAccount()
    await market.does(operator, 'accruePoints', grant(contract, account, 1_950_000))

    expect(
      await market.does(operator, 'accruePoints', grant(contract, account, 100_000)),
    ).toMatchObject({
      accrual: { availableAmount: 50_000, pendingAmount: 50_000 },
      wallet: { available: 2_000_000, pending: 50_000, room: 0 },
    })
  })

  test('finds a person by the identity value, which is kept nowhere (R9)', async () => {
    const contract = await market.newContract()
    const person = fresh('secret identity')
    await market.newAccount({ person })

    const asked = { ...grant(contract, '', 10), recipient: { person } }
    expect(await market.does(operator, 'accruePoints', asked)).toMatchObject({
      wallet: { available: 10 },
    })
    const rows = await market.sql(
      `select to_jsonb(person)::text || to_jsonb(idempotency)::text as all
       from person, idempotency`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ all }) => String(all).includes('secret identity'))).toEqual([])
  })

  test('shows the partner its accrual, and of the wallet nothing', async () => {
    const partner = await market.newPartner()
    const contract = await market.newContract({ partner })
    const asked = grant(contract, await market.newAccount(), 10)

    const seen = {
      accrual: { amount: 10, availableAmount: null, pendingAmount: null },
      wallet: null,
    }
    expect(await market.does(as('PARTNER', partner), 'accruePoints', asked)).toMatchObject({
      ...seen,
      replayed: false,
    })
    expect(await market.does(as('PARTNER', partner), 'accruePoints', asked)).toMatchObject({
      ...seen,
      replayed: true,
    })
  })

  test('under a contract in TESTING checks everything and grants nothing (R13)', async () => {
    const contract = await market.newContract({ status: 'TESTING', deposit: 100 })
    const account = await market.newAccount()
    const asked = grant(contract, account, 60)

    for (const idempotencyKey of [asked.idempotencyKey, fresh('grant')])
      expect(
        await market.does(operator, 'accruePoints', { ...asked, idempotencyKey }),
      ).toMatchObject({ accrual: { test: true, availableAmount: 60 }, wallet: { available: 0 } })
    expect(await market.does(operator, 'accruePoints', { ...asked, amount: 101 })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect(
      await market.does(operator, 'accruePoints', grant(contract, account, 101)),
    ).toMatchObject({ code: 'CONTRACT_BUDGET_EXCEEDED' })

    await market.does(operator, 'changeContractStatus', { contract, status: 'LIVE' })
    expect(await market.does(operator, 'accruePoints', asked)).toMatchObject({
      accrual: { test: false },
      wallet: { available: 60 },
      replayed: false,
    })
  })

  test('asked again with the same key gives the first result again, whatever has happened since (R35)', async () => {
    const contract = await market.newContract({ deposit: 100 })
    const account = await market.newAccount()
    const asked = grant(contract, account, 100)
    const first = await market.does(operator, 'accruePoints', asked)

    await market.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
    await market.does(operator, 'closeAccount', { account })

    expect(await market.does(as('OPERATOR', 'lee'), 'accruePoints', asked)).toMatchObject({
      accrual: first.accrual,
      replayed: true,
    })
    expect(await rowsOf(contract)).toBe(1)
  })

  test('asked 20 times at once with the same key has one effect', async () => {
    const contract = await market.newContract({ deposit: 100 })
    const asked = grant(contract, await market.newAccount(), 40)

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => market.does(operator, 'accruePoints', asked)),
    )
    expect(new Set(outcomes.map(({ accrual }) => accrual.id)).size).toBe(1)
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await rowsOf(contract)).toBe(1)
  })

  test('takes a key for what its caller asked with it, not for what others did (R35)', async () => {
    const partner = await market.newPartner()
    const contract = await market.newContract({ partner })
    const asked = grant(contract, await market.newAccount(), 10)
    await market.does(operator, 'accruePoints', asked)

    const { replayed } = await market.does(as('PARTNER', partner), 'accruePoints', asked)
    expect(replayed).toBe(false)
    expect(
      await market.does(operator, 'accruePoints', { ...asked, purpose: 'PROMOTION' }),
    ).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      rule: 'R35',
      path: ['input', 'idempotencyKey'],
    })
    expect(
      await market.does(operator, 'accruePoints', { ...asked, purpose: 'OTHER', eventTitle: null }),
    ).toMatchObject({ replayed: true })
  })

  test('reads nothing for what it answers of itself', async () => {
    const contract = await market.newContract()
    const account = await market.newAccount()
    await market.does(operator, 'accruePoints', grant(contract, account, 1))

    market.statements.length = 0
    await market.does(operator, 'accruePoints', grant(contract, account, 1))
    expect(market.statements).not.toEqual([])
    expect(market.statements.filter((sql) => /from "public"/i.test(sql))).toEqual([])
  })
})
