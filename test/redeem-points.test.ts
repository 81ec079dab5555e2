import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import {
  as,
  fresh,
  grant,
  type Input,
  type Market,
  openMarket,
  operator,
  order,
} from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

describe('redeemPoints', () => {
  test('takes points out of the wallet, and says what is left to pay (R21, R23)', async () => {
    const account = await market.newAccountWith(5_000)
    const merchant = await market.newMerchant()

    const told = { orderAmount: 12_000, discountAmount: 2_000 }
    expect(
      await market.does(operator, 'redeemPoints', order(account, merchant, 3_000, told)),
    ).toMatchObject({
      redemption: {
        status: 'CAPTURED',
        orderAmount: 12_000,
        discountAmount: 2_000,
        points: 3_000,
        capturedPoints: 3_000,
        refundedPoints: 0,
        otherAmount: 7_000,
        cashReceiptEligibleAmount: 7_000,
        foreign: null,
      },
      wallet: { available: 2_000, held: 0, pending: 0, room: 1_998_000 },
      replayed: false,
    })
  })

  test('fills the room with what waits, at once (R4)', async () => {
    const account = await market.newAccountWith(2_000_000)
    const contract = await market.newContract()
    await market.does(operator, 'accruePoints', grant(contract, account, 50_000))

    expect(
      await market.does(
        operator,
        'redeemPoints',
        order(account, await market.newMerchant(), 30_000),
      ),
    ).toMatchObject({ wallet: { available: 2_000_000, pending: 20_000, room: 0 } })
  })

  test('shows the merchant its redemption, and nothing of the wallet', async () => {
    const account = await market.newAccountWith(10)
    const merchant = await market.newMerchant()
    const asked = order(account, merchant, 10)

    for (const replayed of [false, true])
      expect(await market.does(as('MERCHANT', merchant), 'redeemPoints', asked)).toMatchObject({
        redemption: { points: 10 },
        wallet: null,
        replayed,
      })
  })

  test('abroad keeps the local amount and the rate, rounded half up (R24)', async () => {
    const account = await market.newAccountWith(1_000)
    const merchant = await market.newMerchant({ country: 'MO', currency: 'MOP' })
    const foreign = { amount: '1234.50', currency: 'MOP', rate: '171.3333' }
    const asked = order(account, merchant, 1_000, { orderAmount: 211_511, foreign })

    const outcome = await market.does(operator, 'redeemPoints', asked)
    expect(outcome.redemption).toMatchObject({
      otherAmount: 210_511,
      cashReceiptEligibleAmount: 0,
      foreign: { amount: '1234.5', currency: 'MOP', rate: '171.3333' },
    })
    const respelled = { ...asked, foreign: { ...foreign, amount: '1234.5', rate: '171.33330' } }
    expect(await market.does(operator, 'redeemPoints', respelled)).toMatchObject({
      redemption: outcome.redemption,
      replayed: true,
    })
  })

  test('asked again with the same key gives the first result again, whatever has happened since (R35)', async () => {
    const account = await market.newAccountWith(100)
    const merchant = await market.newMerchant()
    const asked = order(account, merchant, 60)
    const first = await market.does(operator, 'redeemPoints', asked)
    await market.does(operator, 'setMerchantAcceptsPoints', { merchant, acceptsPoints: false })
    await market.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })

    expect(await market.does(operator, 'redeemPoints', asked)).toMatchObject({
      redemption: first.redemption,
      wallet: { available: 40, status: 'FROZEN' },
      replayed: true,
    })
    expect(
      await market.does(operator, 'redeemPoints', { ...asked, discountAmount: 1 }),
    ).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] })
    expect(
      await market.does(operator, 'redeemPoints', { ...asked, discountAmount: 0 }),
    ).toMatchObject({ replayed: true })
  })

  test('never spends more than there is, however many ask at once (R26)', async () => {
    const account = await market.newAccountWith(1_000)
    const merchant = await market.newMerchant()

    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () =>
        market.does(operator, 'redeemPoints', order(account, merchant, 100)),
      ),
    )
    expect(outcomes.filter(({ redemption }) => redemption)).toHaveLength(10)
    expect(outcomes.filter(({ code }) => code === 'INSUFFICIENT_POINTS')).toHaveLength(2)
  })
})

interface Case {
  readonly given: string
  readonly code: string
  readonly rule: string | null
  readonly path: readonly string[]
  readonly asked: () => Promise<{ readonly input: Input; readonly by?: Caller }>
}
const abroad = async (told: Input, orderAmount = 211_511) => {
  const merchant = await market.newMerchant({ country: 'MO', currency: 'MOP' })
  return { input: order(await market.newAccountWith(10), merchant, 10, { orderAmount, ...told }) }
}
const macau = { amount: '1234.50', currency: 'MOP', rate: '171.3333' }
const foreignMismatch = {
  code: 'FOREIGN_AMOUNT_MISMATCH',
  rule: 'R24',
  path: ['input', 'foreign'],
} as const

const refusals: readonly Case[] = [
  {
    given: 'no merchant of that code',
    code: 'NOT_FOUND',
    rule: null,
    path: ['input', 'merchant'],
    asked: async () => ({ input: order(await market.newAccountWith(10), 'nobody', 10) }),
  },
  {
    given: 'another merchant than the caller',
    code: 'NOT_FOUND',
    rule: null,
    path: ['input', 'merchant'],
    asked: async () => ({
      input: order(await market.newAccountWith(10), await market.newMerchant(), 10),
      by: as('MERCHANT', await market.newMerchant()),
    }),
  },
  {
    given: 'a merchant that is closed to points',
    code: 'MERCHANT_NOT_ELIGIBLE',
    rule: 'R22',
    path: ['input', 'merchant'],
    asked: async () => {
      const merchant = await market.newMerchant({ acceptsPoints: false })
      return { input: order(await market.newAccountWith(10), merchant, 10) }
    },
  },
  {
    given: 'points and discount above the order’s amount',
    code: 'REDEMPTION_EXCEEDS_ORDER',
    rule: 'R21',
    path: ['input', 'points'],
    asked: async () => ({
      input: order(await market.newAccountWith(10), await market.newMerchant(), 10, {
        discountAmount: 1,
      }),
    }),
  },
  {
    given: 'no foreign amount at a merchant abroad',
    ...foreignMismatch,
    asked: () => abroad({}),
  },
  {
    given: 'a foreign amount that converts to another order’s amount',
    ...foreignMismatch,
    asked: () => abroad({ foreign: macau }, 211_510),
  },
  {
    given: 'another currency than the merchant’s',
    ...foreignMismatch,
    asked: () => abroad({ foreign: { ...macau, currency: 'SGD' } }),
  },
  {
    given: 'a foreign amount at home',
    ...foreignMismatch,
    asked: async () => ({
      input: order(await market.newAccountWith(10), await market.newMerchant(), 10, {
        foreign: { amount: '10', currency: 'KRW', rate: '1' },
      }),
    }),
  },
  {
    given: 'an order that points were spent on',
    code: 'ORDER_ALREADY_REDEEMED',
    rule: 'R21',
    path: ['input', 'orderId'],
    asked: async () => {
      const asked = order(await market.newAccountWith(10), await market.newMerchant(), 5)
      await market.does(operator, 'redeemPoints', asked)
      return { input: { ...asked, idempotencyKey: fresh('spend') } }
    },
  },
  {
    given: 'no account of that name',
    code: 'NOT_FOUND',
    rule: null,
    path: ['input', 'account'],
    asked: async () => ({ input: order('nobody', await market.newMerchant(), 10) }),
  },
  ...(['setWalletStatus', 'closeAccount'] as const).map((mutation) => ({
    given: mutation === 'closeAccount' ? 'a closed account' : 'a frozen wallet',
    code: 'WALLET_NOT_ACTIVE',
    rule: 'R26',
    path: ['input', 'account'],
    asked: async () => {
      const account = await market.newAccountWith(10)
      const told = mutation === 'closeAccount' ? {} : { status: 'FROZEN' }
      await market.does(operator, mutation, { account, ...told })
      return { input: order(account, await market.newMerchant(), 10) }
    },
  })),
  {
    given: 'fewer points than that',
    code: 'INSUFFICIENT_POINTS',
    rule: 'R26',
    path: ['input', 'points'],
    asked: async () => ({
      input: order(await market.newAccountWith(9), await market.newMerchant(), 10),
    }),
  },
]

describe('redeemPoints refuses', () => {
  test.each(refusals)('given $given: $code, and writes nothing', async (refused) => {
    const { given: _given, asked, ...refusal } = refused
    const { input, by = operator } = await asked()
    const before = await counts()

    expect(await market.does(by, 'redeemPoints', input)).toMatchObject({
      __typename: 'RuleViolation',
      ...refusal,
    })
    expect(await counts()).toEqual(before)
  })

  test('callers of other kinds, before anything is looked up', async () => {
    for (const kind of ['PARTNER', 'AGENCY', 'USER'] as const)
      expect(await market.fails(as(kind, 'x'), 'redeemPoints', order('x', 'x', 1))).toMatchObject({
        code: 'FORBIDDEN',
      })
    expect(await market.fails(undefined, 'redeemPoints', order('x', 'x', 1))).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })
})

const counts = () =>
  market.sql(
    `select (select count(*) from redemption) as redemptions, (select sum(remaining) from lot) as lots,
            (select count(*) from entry) as entries, (select count(*) from idempotency) as keys,
            (select count(*) from audit_event) as audits`,
  )
