import { isOrderDue } from '../domain/coupon-order.ts'
import { isRefusal } from '../domain/refusal.ts'
import { ended } from './ended.ts'
import type { Handler } from './handler.ts'
import { ownOrder } from './own-order.ts'

/** R18: what of an order was not registered by its deadline expires. One that is not due is left alone. */
export const expireCouponOrder: Handler<'expireCouponOrder'> = {
  touches: ({ order }) => ({ couponOrder: order }),

  decide(command, books, { at }) {
    const answer = () => ({ order: command.order })
    const found = ownOrder(command, books)
    if (isRefusal(found) || !isOrderDue(found.row, at)) return { answer }
    return { answer, ...ended({ ...found.row, expiredAt: at }, found.contract) }
  },
}
