import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CouponDesk, issuing, openCouponDesk } from './support/coupon-desk.ts'
import { deedsOf, operator } from './support/market.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

describe('cancelCouponOrder (R14)', () => {
  test.each(['REQUESTED', 'APPROVED'] as const)(
    'gives up an order that is %s, by its partner, and a repeat changes nothing',
    async (stage) => {
      const { id, partner, contract } = await desk.bring(await desk.order(), stage)
      const first = await desk.does(partner, 'cancelCouponOrder', { order: id })
      const again = await desk.does(partner, 'cancelCouponOrder', { order: id })

      expect(first).toMatchObject({ couponOrder: { id, status: 'CANCELLED', issuedAt: null } })
      expect(again).toEqual(first)
      expect(await desk.journalsOf(contract)).toEqual([])
    },
  )

  test('by operators is in the audit once', async () => {
    const { id } = await desk.order()
    for (const _ of [1, 2]) await desk.does(operator, 'cancelCouponOrder', { order: id })
    expect(await deedsOf(desk, id)).toMatchObject([
      { action: 'requestCouponOrder' },
      { action: 'cancelCouponOrder', details: { status: 'CANCELLED' } },
    ])
  })

  test('goes on where the partner is suspended and the contract has ended', async () => {
    const { id, partner, contract } = await desk.order()
    await desk.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
    const suspended = { partner: partner.code, status: 'SUSPENDED' }
    await desk.does(operator, 'setPartnerStatus', suspended)
    expect(await desk.does(partner, 'cancelCouponOrder', { order: id })).toMatchObject({
      couponOrder: { status: 'CANCELLED' },
    })
  })

  test('at the same time as an issue, then one of them is refused', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, partner, contract } = await desk.bring(await desk.order(), 'APPROVED')
      const [cancelled, issued] = await Promise.all([
        desk.does(partner, 'cancelCouponOrder', { order: id }),
        desk.does(operator, 'issueCouponOrder', issuing(id)),
      ])
      const codes = [cancelled.code, issued.code]
      expect(codes.filter(Boolean)).toEqual(['INVALID_STATE_CHANGE'])
      const isIssued = issued.code === undefined
      expect(await desk.budgetOf(contract)).toMatchObject({ reserved: isIssued ? 1_000 : 0 })
    }
  })
})
