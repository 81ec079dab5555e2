import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { schema } from '../src/schema/schema.ts'
import { as, type Input, type Market, openMarket } from './support/market.ts'
import type { Mutation } from './support/mutations.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

describe('what operators alone may do', () => {
  const id = Buffer.from('Contract:0194fdc0-0000-7000-8000-000000000000').toString('base64')
  const inputs: readonly [Mutation, Input][] = [
    ['createPartner', { code: 'x', name: 'x', businessNumber: '1' }],
    ['setPartnerStatus', { partner: 'x', status: 'ACTIVE' }],
    ['createAgency', { code: 'x', name: 'x', commissionBasisPoints: 1 }],
    ['setAgencyStatus', { agency: 'x', status: 'ACTIVE' }],
    ['addCountry', { code: 'DE', name: 'x', currency: 'EUR' }],
    ['createMerchant', { code: 'x', name: 'x', country: 'KR', currency: 'KRW' }],
    ['setMerchantAcceptsPoints', { merchant: 'x', acceptsPoints: true }],
    ['createAccount', { externalId: 'x', person: 'x' }],
    ['closeAccount', { account: 'x' }],
    ['setWalletStatus', { account: 'x', status: 'FROZEN' }],
    [
      'createContract',
      {
        partner: 'x',
        channel: 'API',
        validityMonths: 60,
        unitPrice: '1',
        billing: 'PREPAID',
        startsOn: '2024-01-01',
      },
    ],
    [
      'voidCouponOrder',
      {
        order: Buffer.from('CouponOrder:0194fdc0-0000-7000-8000-000000000000').toString('base64'),
        reason: 'leaked',
      },
    ],
    [
      'allowCouponExport',
      {
        order: Buffer.from('CouponOrder:0194fdc0-0000-7000-8000-000000000000').toString('base64'),
        reason: 'broke off',
      },
    ],
    ['changeContractStatus', { contract: id, status: 'LIVE' }],
    [
      'resendNotice',
      { notice: Buffer.from('Notice:0194fdc0-0000-7000-8000-000000000000').toString('base64') },
    ],
    ['depositBudget', { idempotencyKey: 'x', contract: id, points: 1 }],
  ]

  test('is every mutation but those that grant and spend, and the steps of orders of coupons', () => {
    const granting = ['accruePoints', 'accruePointsInBulk', 'cancelAccrual']
    const steps = ['authorizeRedemption', 'captureRedemption', 'voidRedemption', 'refundRedemption']
    const ofOrders = [
      'requestCouponOrder',
      'approveCouponOrder',
      'issueCouponOrder',
      'exportCouponCodes',
      'markCouponOrderDelivered',
      'cancelCouponOrder',
      'registerCoupon',
    ]
    const others = [...granting, 'redeemPoints', ...steps, ...ofOrders]
    expect([...inputs.map(([mutation]) => mutation), ...others].toSorted()).toEqual(
      Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted(),
    )
  })

  test.each(inputs)(
    '%s is FORBIDDEN for all others, and writes nothing',
    async (mutation, input) => {
      const deeds = () => market.rowCounts()
      const before = await deeds()
      for (const kind of ['PARTNER', 'AGENCY', 'MERCHANT', 'USER'] as const)
        expect(await market.fails(as(kind, 'x'), mutation, input)).toMatchObject({
          code: 'FORBIDDEN',
        })
      expect(await market.fails(undefined, mutation, input)).toMatchObject({
        code: 'UNAUTHENTICATED',
      })
      expect(await market.rowCounts()).toEqual(before)
    },
  )
})
