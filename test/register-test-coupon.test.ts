import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CouponDesk, openCouponDesk, registering } from './support/coupon-desk.ts'
import { delivered, walletOf } from './support/delivered.ts'
import { operator } from './support/market.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

describe('what was made in TESTING (R13)', () => {
  test('registers as a test and grants nothing, for ever', async () => {
    const contract = await desk.newContract({
      channel: 'COUPON',
      deposit: 1_000,
      status: 'TESTING',
    })
    const { code, other } = await delivered(desk, { contract })
    const account = await desk.newAccount()
    const tests = [await desk.register(account, code)]
    await desk.does(operator, 'changeContractStatus', { contract, status: 'LIVE' })
    tests.push(await desk.register(account, other))

    for (const outcome of tests) {
      expect(outcome).toMatchObject({
        accrual: { test: true, amount: 100 },
        coupon: { status: 'REGISTERED' },
        wallet: { available: 0, pending: 0 },
      })
      expect(await desk.noticesOf(outcome.accrual.id)).toBe(0)
    }
    expect(await walletOf(desk, account)).toEqual({ available: 0, pending: 0 })
    expect(await desk.journalsOf(contract)).toEqual([])
    expect(await desk.register(account, code)).toMatchObject({ code: 'COUPON_ALREADY_REGISTERED' })
  })

  test('keys of tests don’t clash with live ones (R35)', async () => {
    const testing = await desk.newContract({ channel: 'COUPON', status: 'TESTING' })
    const [test, live] = [await delivered(desk, { contract: testing }), await delivered(desk)]
    const account = await desk.newAccount()
    const input = registering(account, test.code)
    const by = desk.userOf(account)
    expect(await desk.does(by, 'registerCoupon', input)).toMatchObject({ accrual: { test: true } })
    expect(await desk.does(by, 'registerCoupon', { ...input, code: live.code })).toMatchObject({
      accrual: { test: false },
      wallet: { available: 100 },
    })
  })
})
