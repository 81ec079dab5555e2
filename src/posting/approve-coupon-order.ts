import { isRefusal } from '../domain/refusal.ts'
import type { Handler } from './handler.ts'
import { ownOrder, refusalOfStep, stepped, unchanged } from './own-order.ts'

/** R14: an agency takes on what it is asked to issue; without one the operator does. */
export const approveCouponOrder: Handler<'approveCouponOrder'> = {
  touches: ({ order }) => ({ couponOrder: order }),

  decide(command, books, { at }) {
    const found = ownOrder(command, books)
    if (isRefusal(found)) return found
    const { row } = found
    if (row.status === 'APPROVED') return unchanged(row)
    return (
      refusalOfStep('approve', row, at) ?? stepped({ ...row, status: 'APPROVED', approvedAt: at })
    )
  },
}
