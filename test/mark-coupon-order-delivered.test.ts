import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endOf, kstDateOf } from '../src/domain/calendar.ts'
import { type CouponDesk, openCouponDesk } from './support/coupon-desk.ts'
import { localId, operator } from './support/market.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

const deliver = (order: string, by = operator) =>
  desk.does(by, 'markCouponOrderDelivered', { order })

describe('markCouponOrderDelivered (R14)', () => {
  test.each(['PARTNER', 'AGENCY'])(
    'is the %s’s who delivers; then all its coupons can be registered, and a repeat changes nothing',
    async (deliveredBy) => {
      const order = await desk.bring(await desk.order({ deliveredBy }), 'MADE')
      const [code = ''] = await desk.codesOf(order)
      const account = await desk.newAccount()
      expect(await desk.register(account, code)).toMatchObject({ code: 'COUPON_NOT_DELIVERED' })

      const first = await deliver(order.id, order.deliverer)
      expect(first).toMatchObject({
        couponOrder: { status: 'DELIVERED', counts: { issued: 10, delivered: 10, registered: 0 } },
      })
      expect(await deliver(order.id, order.deliverer)).toEqual(first)
      expect(await desk.register(account, code)).toMatchObject({ coupon: { status: 'REGISTERED' } })
    },
  )

  test('is nobody else’s, not even the operator’s, and says who delivers', async () => {
    const { id, agency } = await desk.bring(await desk.order({ deliveredBy: 'PARTNER' }), 'MADE')
    for (const by of [operator, agency ?? operator])
      expect(await desk.fails(by, 'markCouponOrderDelivered', { order: id })).toMatchObject({
        code: 'FORBIDDEN',
      })
    const { message } = await desk.fails(agency ?? operator, 'markCouponOrderDelivered', {
      order: id,
    })
    expect(message).toMatch(/PARTNER/)
  })

  test('waits for the last code', async () => {
    const order = await desk.bring(await desk.order(), 'ISSUED')
    expect(await deliver(order.id, order.deliverer)).toMatchObject({
      code: 'INVALID_STATE_CHANGE',
      path: ['input', 'order'],
    })
    await desk.makeCodes()
    expect(await deliver(order.id, order.deliverer)).toMatchObject({
      couponOrder: { status: 'DELIVERED' },
    })
  })

  test('carries its settlement period (R31)', async () => {
    const { id } = await desk.bring(await desk.order(), 'DELIVERED')
    const rows = await desk.sql(
      `select delivered_period as period,
              to_char(delivered_at at time zone 'Asia/Seoul', 'YYYY-MM') as month
       from coupon_order where id = $1`,
      [localId(id)],
    )
    expect(rows[0]?.period).toBe(rows[0]?.month)
  })

  test('goes on where the partner is suspended and the contract has ended (R16)', async () => {
    const order = await desk.bring(await desk.order(), 'MADE')
    const { contract, partner } = order
    await desk.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
    await desk.does(operator, 'setPartnerStatus', { partner: partner.code, status: 'SUSPENDED' })
    expect(await deliver(order.id, order.deliverer)).toMatchObject({
      couponOrder: { status: 'DELIVERED' },
    })
  })

  test('is not possible once the last day is over, in KST (R18)', async () => {
    const registerBy = kstDateOf(new Date(desk.inDays(1)))
    const order = await desk.bring(await desk.order({ registerBy }), 'MADE')
    desk.turnTo(endOf(registerBy))

    expect(await deliver(order.id, order.deliverer)).toMatchObject({ code: 'INVALID_STATE_CHANGE' })
    expect(await desk.journalsOf(order.contract)).toEqual([
      'RESERVATION: CONTRACT_BUDGET -1000, CONTRACT_RESERVED 1000',
      'RELEASE: CONTRACT_RESERVED -1000, CONTRACT_BUDGET 1000',
    ])
  })
})
