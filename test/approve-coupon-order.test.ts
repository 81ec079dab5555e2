import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CouponDesk, openCouponDesk } from './support/coupon-desk.ts'
import { deedsOf, operator } from './support/market.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

describe('approveCouponOrder (R14)', () => {
  test('takes an order on, by the agency to which it was given, once', async () => {
    const { id, agency } = await desk.order()
    const first = await desk.does(agency ?? operator, 'approveCouponOrder', { order: id })
    const again = await desk.does(operator, 'approveCouponOrder', { order: id })

    expect(first).toMatchObject({ couponOrder: { id, status: 'APPROVED', issuedAt: null } })
    expect(again).toEqual(first)
  })

  test('is the operator’s where no agency was named, and in the audit once', async () => {
    const { id } = await desk.order({ agency: null, deliveredBy: 'PARTNER' })
    for (const _ of [1, 2])
      expect(await desk.does(operator, 'approveCouponOrder', { order: id })).toMatchObject({
        couponOrder: { status: 'APPROVED' },
      })
    expect(await deedsOf(desk, id)).toMatchObject([
      { action: 'requestCouponOrder' },
      { action: 'approveCouponOrder', details: { status: 'APPROVED' } },
    ])
  })

  test('sets nothing aside', async () => {
    const { contract } = await desk.bring(await desk.order(), 'APPROVED')
    expect(await desk.journalsOf(contract)).toEqual([])
  })

  test('asked ten times at once is taken once', async () => {
    const { id } = await desk.order()
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => desk.does(operator, 'approveCouponOrder', { order: id })),
    )
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1)
    expect(await deedsOf(desk, id)).toHaveLength(2)
  })
})
