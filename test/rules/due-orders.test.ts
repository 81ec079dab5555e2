import { describe, expect, test } from '@jest/globals'
import type { CouponOrder } from '../../src/domain/coupon-order.ts'
import { afterDueOrders } from '../../src/domain/due-orders.ts'
import type { ContractId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'

const inTime = new Date('2026-11-30T14:59:59.999Z')
const over = new Date('2026-11-30T15:00:00Z')

const contract = {
  id: 'contract' as ContractId,
  couponBilling: 'ON_DELIVERY' as const,
  budget: points(100n),
  reserved: points(900n),
  deposited: points(1_000n),
}
/** Of 300 points, 200 of which nobody has registered. */
const delivered: CouponOrder = {
  status: 'DELIVERED',
  value: 100n,
  quantity: 3,
  registerBy: new Date('2026-11-30'),
  test: false,
  made: 3,
  registered: 1,
  deliveredAt: inTime,
  voidedAt: null,
  expiredAt: null,
}
const issued = { ...delivered, status: 'ISSUED', registered: 0, deliveredAt: null } as const

describe('what a contract has left once its orders past their deadline have expired (R18)', () => {
  const onRegistration = { couponBilling: 'ON_REGISTRATION' } as const
  test.each<[string, readonly CouponOrder[], Date, object, string]>([
    ['in time', [delivered, issued], inTime, {}, '100 900'],
    ['delivered', [delivered], over, {}, '100 700'],
    ['delivered, billed on registration', [delivered], over, onRegistration, '300 700'],
    ['issued', [issued], over, {}, '400 600'],
    ['several', [delivered, issued], over, {}, '400 400'],
    ['expired already', [{ ...issued, expiredAt: over }], over, {}, '100 900'],
    ['stopped before', [{ ...issued, voidedAt: inTime }], over, {}, '100 900'],
    ['a test', [{ ...issued, test: true }], over, {}, '100 900'],
    ['registered whole', [{ ...delivered, registered: 3 }], over, {}, '100 900'],
    ['requested', [{ ...issued, status: 'REQUESTED', made: 0 }], over, {}, '100 900'],
  ])('given orders that are %s', (_what, orders, at, told, expected) => {
    const { budget, reserved, deposited } = afterDueOrders({ ...contract, ...told }, orders, at)
    expect(`${budget} ${reserved}`).toBe(expected)
    expect(deposited).toBe(contract.deposited)
  })
})
