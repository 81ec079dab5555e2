import { afterJournal, type Contract } from './contract.ts'
import { type CouponOrder, endJournal, isOrderDue, openValue } from './coupon-order.ts'
import { noPoints } from './points.ts'

type Balances = Pick<Contract, 'id' | 'couponBilling' | 'budget' | 'reserved' | 'deposited'>

/** R18: a contract's balances once what is due of its orders has expired, whether or not it was posted. */
export function afterDueOrders<Held extends Balances>(
  contract: Held,
  orders: readonly CouponOrder[],
  at: Date,
): Held {
  return orders
    .filter((order) => !order.test && isOrderDue(order, at) && openValue(order) > noPoints)
    .reduce((held, order) => afterJournal(held, endJournal(order, contract)), contract)
}
