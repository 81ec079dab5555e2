import { isRefusal } from '../domain/refusal.ts'
import type { Handler } from './handler.ts'
import { ownOrder, refusalOfStep, stepped, unchanged } from './own-order.ts'

/**
 * R14: the coupons of an order are with those who are to have them. R31: this carries its
 * settlement period as journals do.
 */
export const markCouponOrderDelivered: Handler<'markCouponOrderDelivered'> = {
  touches: ({ order }) => ({ couponOrder: order }),

  decide(command, books, { at, on }) {
    const found = ownOrder(command, books)
    if (isRefusal(found)) return found
    const { row } = found
    if (row.status === 'DELIVERED') return unchanged(row)
    const refusal = refusalOfStep('deliver', row, at)
    if (refusal) return refusal
    const deliveredPeriod = books.periodOf(on)
    return stepped({ ...row, status: 'DELIVERED', deliveredAt: at, deliveredPeriod })
  },
}
