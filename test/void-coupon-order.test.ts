import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CouponDesk, openCouponDesk } from './support/coupon-desk.ts'
import { deedsOf, operator } from './support/market.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

const stop = (order: string, reason = 'the codes leaked') =>
  desk.does(operator, 'voidCouponOrder', { order, reason })

const reserved = 'RESERVATION: CONTRACT_BUDGET -1000, CONTRACT_RESERVED 1000'
const whole = { total: 1_000, granted: 0, reserved: 0, remaining: 1_000 }

describe('voidCouponOrder (R18)', () => {
  const billed = (couponBilling: string) =>
    desk.newContract({ channel: 'COUPON', deposit: 1_000, couponBilling })

  test.each(['ON_DELIVERY', 'ON_REGISTRATION'])(
    'before delivery gives all back to the budget, billed %s',
    async (couponBilling) => {
      const contract = await billed(couponBilling)
      const { id } = await desk.bring(await desk.order({ contract }), 'MADE')

      expect(await stop(id)).toMatchObject({
        couponOrder: { status: 'ISSUED', voidReason: 'the codes leaked' },
      })
      expect(await desk.budgetOf(contract)).toEqual(whole)
      expect(await desk.journalsOf(contract)).toEqual([
        reserved,
        'RELEASE: CONTRACT_RESERVED -1000, CONTRACT_BUDGET 1000',
      ])
    },
  )

  test.each([
    ['ON_DELIVERY', 'COUPON_EXPIRY: CONTRACT_RESERVED -900, BREAKAGE 900'],
    ['ON_REGISTRATION', 'RELEASE: CONTRACT_RESERVED -900, CONTRACT_BUDGET 900'],
  ])(
    'after delivery, billed %s: %s; what is registered stays, the rest is void',
    async (couponBilling, given) => {
      const contract = await billed(couponBilling)
      const order = await desk.bring(await desk.order({ contract }), 'DELIVERED')
      const [code = '', other = ''] = await desk.codesOf(order)
      const account = await desk.newAccount()
      await desk.register(account, code)

      expect(await stop(order.id)).toMatchObject({ couponOrder: { counts: { registered: 1 } } })
      const journals = await desk.journalsOf(contract)
      expect(journals.at(-1)).toBe(given)
      expect(await desk.register(account, other)).toMatchObject({ code: 'COUPON_NOT_FOUND' })
      expect(await desk.register(account, code)).toMatchObject({
        code: 'COUPON_ALREADY_REGISTERED',
      })
    },
  )

  test('while the codes are being made stops that too', async () => {
    const order = await desk.bring(await desk.order(), 'ISSUED')
    await stop(order.id)
    await desk.makeCodes()
    expect(await desk.budgetOf(order.contract)).toMatchObject({ reserved: 0 })
    await expect(desk.codesOf(order)).rejects.toThrow()
  })

  test('again answers the same, the first reason stays, and the audit has it once', async () => {
    const { id, contract } = await desk.bring(await desk.order(), 'MADE')
    const first = await stop(id)
    expect(await stop(id, 'another reason')).toEqual(first)
    expect((await desk.journalsOf(contract)).length).toBe(2)
    const deeds = (await deedsOf(desk, id)).filter(({ action }) => action === 'voidCouponOrder')
    expect(deeds).toMatchObject([{ details: { status: 'ISSUED', reason: 'the codes leaked' } }])
  })

  test('of a test moves nothing (R13)', async () => {
    const contract = await desk.newContract({
      channel: 'COUPON',
      deposit: 1_000,
      status: 'TESTING',
    })
    const { id } = await desk.bring(await desk.order({ contract }), 'DELIVERED')
    expect(await stop(id)).toMatchObject({ couponOrder: { test: true } })
    expect(await desk.journalsOf(contract)).toEqual([])
    expect(await desk.budgetOf(contract)).toEqual(whole)
  })

  test('given ten registrations under way, then each is granted or void, and the points add up', async () => {
    const contract = await billed('ON_REGISTRATION')
    const order = await desk.bring(await desk.order({ contract }), 'DELIVERED')
    const codes = await desk.codesOf(order)
    const accounts = await Promise.all(codes.map(() => desk.newAccount()))
    const [stopped, ...outcomes] = await Promise.all([
      stop(order.id),
      ...codes.map((code, place) => desk.register(accounts[place] ?? '', code)),
    ])

    const granted = outcomes.filter(({ code }) => code === undefined).length
    expect(outcomes.filter(({ code }) => code === 'COUPON_NOT_FOUND')).toHaveLength(10 - granted)
    expect(stopped).toMatchObject({ couponOrder: { counts: { registered: granted } } })
    expect(await desk.budgetOf(contract)).toEqual({
      total: 1_000,
      granted: granted * 100,
      reserved: 0,
      remaining: 1_000 - granted * 100,
    })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await desk.isProven()).toBe(true)
})
