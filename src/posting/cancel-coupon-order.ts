import { isRefusal } from '../domain/refusal.ts'
import type { Handler } from './handler.ts'
import { ownOrder, refusalOfStep, stepped, unchanged } from './own-order.ts'

/** R14: an order is given up, before it is issued. */
export const cancelCouponOrder: Handler<'cancelCouponOrder'> = {
  touches: ({ order }) => ({ couponOrder: order }),

  decide(command, books, { at }) {
    const found = ownOrder(command, books)
    if (isRefusal(found)) return found
    const { row } = found
    if (row.status === 'CANCELLED') return unchanged(row)
    return (
      refusalOfStep('cancel', row, at) ?? stepped({ ...row, status: 'CANCELLED', cancelledAt: at })
    )
  },
}
