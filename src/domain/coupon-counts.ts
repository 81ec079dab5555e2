import { openStatus } from './coupon.ts'
import type { CouponOrder } from './coupon-order.ts'

/** How many coupons of an order have come how far. */
export interface CouponCounts {
  readonly issued: number
  readonly delivered: number
  readonly registered: number
  readonly expired: number
  readonly void: number
}

/** R14, R18: an order is delivered as a whole, and what of it is not registered shares one fate. */
export function couponCounts(order: CouponOrder, at: Date): CouponCounts {
  const { made, registered } = order
  const status = openStatus(order, at)
  const open = made - registered
  return {
    issued: made,
    delivered: order.deliveredAt ? made : 0,
    registered,
    expired: status === 'EXPIRED' ? open : 0,
    void: status === 'VOID' ? open : 0,
  }
}
