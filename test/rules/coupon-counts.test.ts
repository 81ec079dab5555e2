import { expect, test } from '@jest/globals'
import { couponCounts } from '../../src/domain/coupon-counts.ts'
import type { CouponOrder } from '../../src/domain/coupon-order.ts'

const open = new Date('2026-11-30T14:59:59.999Z')
const over = new Date('2026-11-30T15:00:00Z')

const issued: CouponOrder = {
  status: 'ISSUED',
  value: 100n,
  quantity: 10,
  registerBy: new Date('2026-11-30'),
  test: false,
  made: 10,
  registered: 0,
  deliveredAt: null,
  voidedAt: null,
  expiredAt: null,
}
const requested = { ...issued, status: 'REQUESTED', made: 0 } as const
const delivered = { ...issued, status: 'DELIVERED', deliveredAt: open, registered: 4 } as const

test.each<[string, CouponOrder, Date, string]>([
  ['requested', requested, open, '0 0 0 0 0'],
  ['requested, and never issued', requested, over, '0 0 0 0 0'],
  ['issued, while codes are made', { ...issued, made: 7 }, open, '7 0 0 0 0'],
  ['issued, until its last day is over', { ...issued, made: 7 }, over, '7 0 0 7 0'],
  ['issued whole', issued, open, '10 0 0 0 0'],
  ['delivered, 4 registered', delivered, open, '10 10 4 0 0'],
  ['delivered, its last day over', delivered, over, '10 10 4 6 0'],
  ['delivered, and expired', { ...delivered, expiredAt: over }, over, '10 10 4 6 0'],
  ['stopped', { ...delivered, voidedAt: open }, open, '10 10 4 0 6'],
  ['stopped, its last day over', { ...delivered, voidedAt: open }, over, '10 10 4 0 6'],
  ['stopped while codes are made', { ...issued, made: 7, voidedAt: open }, open, '7 0 0 0 7'],
])(
  'of an order of 10 that is %s, there are so many issued, delivered, …',
  (_what, order, at, told) => {
    const counts = couponCounts(order, at)
    const { issued, delivered, registered, expired } = counts
    expect([issued, delivered, registered, expired, counts.void].join(' ')).toBe(told)
  },
)
