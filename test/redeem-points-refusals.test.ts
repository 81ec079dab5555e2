import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import {
  as,
  fresh,
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

describe.each(['redeemPoints', 'authorizeRedemption'] as const)('%s refuses', (mutation) => {
  test.each(refusals)('given $given: $code, and writes nothing', async (refused) => {
    const { given: _given, asked, ...refusal } = refused
    const { input, by = operator } = await asked()
    const before = await market.rowCounts()

    expect(await market.does(by, mutation, input)).toMatchObject({
      __typename: 'RuleViolation',
      ...refusal,
    })
    expect(await market.rowCounts()).toEqual(before)
  })

  test('callers of other kinds, before anything is looked up', async () => {
    for (const kind of ['PARTNER', 'AGENCY', 'USER'] as const)
      expect(await market.fails(as(kind, 'x'), mutation, order('x', 'x', 1))).toMatchObject({
        code: 'FORBIDDEN',
      })
    expect(await market.fails(undefined, mutation, order('x', 'x', 1))).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })
})
