import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  deedsOf,
  fresh,
  grant,
  type Input,
  type Market,
  openMarket,
  operator,
} from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

describe('createContract', () => {
  const terms = {
    channel: 'API',
    validityMonths: 60,
    unitPrice: '0.950000',
    billing: 'POSTPAID',
    creditLimit: 1_000_000_000_000,
    startsOn: '2024-02-29',
    endsOn: '2024-02-29',
  }

  test('enters a draft with what was agreed', async () => {
    const partner = await market.newPartner()
    const { contract } = await market.does(operator, 'createContract', { ...terms, partner })

    expect(contract).toMatchObject({
      ...terms,
      unitPrice: '0.95',
      status: 'DRAFT',
      validityNegotiated: false,
      couponBilling: 'ON_DELIVERY',
      budget: { total: 1e12, granted: 0, reserved: 0, remaining: 1e12 },
    })
    expect(await deedsOf(market, contract.id)).toMatchObject([
      { action: 'createContract', details: { partner, unitPrice: '0.95', startsOn: '2024-02-29' } },
    ])
  })

  test.each([
    [24, false, true],
    [60, false, true],
    [60, true, true],
    [12, false, false],
    [36, false, false],
    [1, true, true],
    [120, true, true],
    [0, true, false],
    [121, true, false],
    [-24, true, false],
  ])('of %i months, negotiated: %s, is agreed: %s (R6)', async (months, negotiated, isAgreed) => {
    const outcome = await market.does(operator, 'createContract', {
      ...terms,
      partner: await market.newPartner(),
      validityMonths: months,
      validityNegotiated: negotiated,
    })
    if (isAgreed) expect(outcome.contract.validityMonths).toBe(months)
    else
      expect(outcome).toMatchObject({
        code: 'VALIDITY_NOT_AGREED',
        rule: 'R6',
        path: ['input', 'validityMonths'],
      })
  })

  test('refuses a partner that does not exist: NOT_FOUND', async () => {
    expect(
      await market.does(operator, 'createContract', { ...terms, partner: 'nobody' }),
    ).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'partner'] })
  })
})

const stages = ['DRAFT', 'TESTING', 'LIVE', 'ENDED'] as const
const steps: Readonly<Record<string, string>> = {
  DRAFT: 'DRAFT TESTING LIVE ENDED',
  TESTING: 'TESTING LIVE ENDED',
  LIVE: 'LIVE ENDED',
  ENDED: 'ENDED',
}

describe('changeContractStatus', () => {
  test.each(stages.flatMap((from) => stages.map((to) => [from, to] as const)))(
    'from %s to %s goes as R13 says',
    async (from, to) => {
      const contract = await market.newContract({ status: from, deposit: 0 })
      const before = (await deedsOf(market, contract)).length
      const outcome = await market.does(operator, 'changeContractStatus', { contract, status: to })
      const isStep = steps[from]?.includes(to)

      if (isStep) expect(outcome).toMatchObject({ contract: { id: contract, status: to } })
      else
        expect(outcome).toMatchObject({ code: 'INVALID_STATE_CHANGE', path: ['input', 'status'] })
      expect((await deedsOf(market, contract)).slice(before)).toEqual(
        isStep && from !== to
          ? [{ actor: 'OPERATOR:kim', action: 'changeContractStatus', details: { status: to } }]
          : [],
      )
    },
  )

  test('asked at once for LIVE and ENDED never leads back', async () => {
    const contract = await market.newContract({ status: 'TESTING', deposit: 0 })
    await Promise.all(
      ['LIVE', 'ENDED', 'LIVE', 'ENDED'].map((status) =>
        market.does(operator, 'changeContractStatus', { contract, status }),
      ),
    )
    const deeds = (await deedsOf(market, contract)).map(({ details }) => (details as Input).status)
    expect(deeds.slice(2)).toContain('ENDED')
    expect(deeds.at(-1)).toBe('ENDED')
  })

  test('refuses a contract that does not exist: NOT_FOUND', async () => {
    const contract = Buffer.from('Contract:0194fdc0-0000-7000-8000-000000000000').toString('base64')
    expect(
      await market.does(operator, 'changeContractStatus', { contract, status: 'LIVE' }),
    ).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'contract'] })
  })
})

describe('depositBudget', () => {
  const deposit = (contract: string, points: number) => ({
    idempotencyKey: fresh('deposit'),
    contract,
    points,
  })

  test('adds to the budget, once for a key (R12, R35)', async () => {
    const contract = await market.newContract({ deposit: 0 })
    const asked = deposit(contract, 700)

    for (const replayed of [false, true])
      expect(await market.does(operator, 'depositBudget', asked)).toMatchObject({
        contract: { budget: { total: 700, granted: 0, reserved: 0, remaining: 700 } },
        replayed,
      })
    await market.does(operator, 'accruePoints', grant(contract, await market.newAccount(), 200))
    expect(await market.does(operator, 'depositBudget', asked)).toMatchObject({
      contract: { budget: { total: 700, granted: 200, reserved: 0, remaining: 500 } },
      replayed: true,
    })
    expect(await market.does(operator, 'depositBudget', { ...asked, points: 701 })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect(
      (await deedsOf(market, contract)).filter(({ action }) => action === 'depositBudget'),
    ).toEqual([{ actor: 'OPERATOR:kim', action: 'depositBudget', details: { points: '700' } }])
  })

  test.each([
    ['a draft', { status: 'DRAFT' }, 'INVALID_STATE_CHANGE'],
    ['a contract in TESTING', { status: 'TESTING', deposit: 0 }, undefined],
    ['an ended contract', { status: 'ENDED', deposit: 0 }, 'INVALID_STATE_CHANGE'],
    ['a postpaid contract', { billing: 'POSTPAID', creditLimit: 10 }, 'INVALID_STATE_CHANGE'],
  ])('given %s answers as R12 and R13 say', async (_given, told, code) => {
    const contract = await market.newContract(told)
    const outcome = await market.does(operator, 'depositBudget', deposit(contract, 5))
    expect(outcome.code).toBe(code)
    if (!code) expect(outcome.contract.budget.remaining).toBe(5)
  })

  test('a postpaid contract grants as far as its credit goes (R12)', async () => {
    const contract = await market.newContract({ billing: 'POSTPAID', creditLimit: 10 })
    const account = await market.newAccount()
    const codes = []
    for (const amount of [6, 5, 4, 1])
      codes.push(
        (await market.does(operator, 'accruePoints', grant(contract, account, amount))).code,
      )
    expect(codes).toEqual([
      undefined,
      'CONTRACT_BUDGET_EXCEEDED',
      undefined,
      'CONTRACT_BUDGET_EXCEEDED',
    ])
  })
})
