import type { Contract } from '../domain/contract.ts'
import { endJournal, openValue } from '../domain/coupon-order.ts'
import { noPoints } from '../domain/points.ts'
import type { CouponOrderRow } from './rows.ts'

/** R18: an order whose coupons nobody will register any more; a test set nothing aside (R13). */
export const ended = (order: CouponOrderRow, contract: Contract) => ({
  couponOrder: order,
  ...(order.test || openValue(order) === noPoints
    ? {}
    : { onContract: { contract: contract.id, journal: endJournal(order, contract) } }),
})
