import type { Handler } from './handler.ts'
import { orderStep } from './own-order.ts'

/**
 * R14: the coupons of an order are with those who are to have them. R31: this carries its
 * settlement period as journals do.
 */
export const markCouponOrderDelivered: Handler<'markCouponOrderDelivered'> = orderStep(
  'deliver',
  (row, { at, on }, books) => ({
    ...row,
    status: 'DELIVERED',
    deliveredAt: at,
    deliveredPeriod: books.periodOf(on),
  }),
)
