import type { Handler } from './handler.ts'
import { orderStep } from './own-order.ts'

/** R14: an order is given up, before it is issued. */
export const cancelCouponOrder: Handler<'cancelCouponOrder'> = orderStep(
  'cancel',
  (row, { at }) => ({ ...row, status: 'CANCELLED', cancelledAt: at }),
)
