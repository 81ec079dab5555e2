import type { Handler } from './handler.ts'
import { orderStep } from './own-order.ts'

/** R14: an agency takes on what it is asked to issue; without one the operator does. */
export const approveCouponOrder: Handler<'approveCouponOrder'> = orderStep(
  'approve',
  (row, { at }) => ({ ...row, status: 'APPROVED', approvedAt: at }),
)
