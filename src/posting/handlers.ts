import { accruePoints } from './accrue-points.ts'
import { approveCouponOrder } from './approve-coupon-order.ts'
import { authorizeRedemption } from './authorize-redemption.ts'
import { cancelAccrual } from './cancel-accrual.ts'
import { cancelCouponOrder } from './cancel-coupon-order.ts'
import { captureRedemption } from './capture-redemption.ts'
import { carryOutDue } from './carry-out-due.ts'
import { closeAccount } from './close-account.ts'
import type { Command, Kind } from './command.ts'
import { depositBudget } from './deposit-budget.ts'
import { expireCouponOrder } from './expire-coupon-order.ts'
import type { Handler, Touches } from './handler.ts'
import { issueCouponOrder } from './issue-coupon-order.ts'
import { markCouponOrderDelivered } from './mark-coupon-order-delivered.ts'
import { payAccrual } from './pay-accrual.ts'
import { redeemPoints } from './redeem-points.ts'
import { refundRedemption } from './refund-redemption.ts'
import { registerCoupon } from './register-coupon.ts'
import { requestCouponOrder } from './request-coupon-order.ts'
import { scheduleAccrual } from './schedule-accrual.ts'
import { voidCouponOrder } from './void-coupon-order.ts'
import { voidRedemption } from './void-redemption.ts'

const handlers: { readonly [K in Kind]: Handler<K> } = {
  accruePoints,
  scheduleAccrual,
  cancelAccrual,
  payAccrual,
  redeemPoints,
  authorizeRedemption,
  captureRedemption,
  voidRedemption,
  refundRedemption,
  requestCouponOrder,
  approveCouponOrder,
  cancelCouponOrder,
  markCouponOrderDelivered,
  issueCouponOrder,
  voidCouponOrder,
  expireCouponOrder,
  registerCoupon,
  depositBudget,
  closeAccount,
  carryOutDue,
}

/** The handler of a command; the table above makes sure that it is the handler of its kind. */
export const handlerOf = <K extends Kind>(command: Command<K>): Handler<K> =>
  handlers[command.kind as K]

export const touchesOf = (command: Command): Touches => handlerOf(command).touches(command)
