import { type CouponOrder, isClosed } from './coupon-order.ts'
import { type Refusal, refuse } from './refusal.ts'

export type CouponStatus = 'ISSUED' | 'DELIVERED' | 'REGISTERED' | 'EXPIRED' | 'VOID'

/** R16, R18: what has become of every coupon of an order that is not registered: they share it. */
export function openStatus(order: CouponOrder, at: Date): Exclude<CouponStatus, 'REGISTERED'> {
  if (order.voidedAt) return 'VOID'
  if (order.expiredAt || isClosed(order, at)) return 'EXPIRED'
  return order.deliveredAt ? 'DELIVERED' : 'ISSUED'
}

/** R16: what has become of a coupon. */
export const couponStatusAt = (
  { registeredAt }: { readonly registeredAt: Date | null },
  order: CouponOrder,
  at: Date,
): CouponStatus => (registeredAt ? 'REGISTERED' : openStatus(order, at))

const refusals = {
  ISSUED: 'COUPON_NOT_DELIVERED',
  DELIVERED: undefined,
  REGISTERED: 'COUPON_ALREADY_REGISTERED',
  EXPIRED: 'COUPON_EXPIRED',
  VOID: 'COUPON_NOT_FOUND',
} as const satisfies Record<CouponStatus, string | undefined>

/** R16: why a coupon can't be registered; undefined: it can. */
export function refusalToRegister(status: CouponStatus): Refusal | undefined {
  const code = refusals[status]
  return code && refuse(code, 'code')
}
