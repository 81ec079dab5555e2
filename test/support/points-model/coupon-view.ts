import { type Coupon, type CouponOrder, statusOf } from './orders.ts'

/** What the model shows of an order of coupons, in the words of the API. */
export function orderView(order: CouponOrder, isBrief: boolean): OrderView {
  const { status, value, quantity, test, coupons, ended } = order
  const open = coupons.filter(({ registered }) => !registered).length
  return {
    status,
    value,
    quantity,
    test,
    counts: {
      issued: coupons.length,
      delivered: status === 'DELIVERED' ? coupons.length : 0,
      registered: coupons.length - open,
      expired: ended === 'EXPIRED' ? open : 0,
      void: ended === 'VOID' ? open : 0,
    },
    coupons: coupons.map((coupon) => couponView(coupon, order)).toSorted(bySuffix),
    ...(isBrief
      ? {}
      : { byStatus: Object.fromEntries(statuses.map((one) => [one, suffixesOf(order, one)])) }),
  }
}

/** By which coupons are looked for. */
export const statuses = ['ISSUED', 'DELIVERED', 'REGISTERED', 'EXPIRED', 'VOID'] as const

const suffixesOf = (order: CouponOrder, status: string): string =>
  joined(
    order.coupons
      .filter((coupon) => statusOf(coupon, order) === status)
      .map(({ code }) => code.slice(-4)),
  )

export const joined = (suffixes: readonly string[]): string => suffixes.toSorted().join(' ')

const couponView = (coupon: Coupon, order: CouponOrder) => ({
  suffix: coupon.code.slice(-4),
  status: statusOf(coupon, order),
  accrual: coupon.registered?.accrual ?? null,
})

export type CouponView = ReturnType<typeof couponView>

export interface OrderView extends Pick<CouponOrder, 'status' | 'value' | 'quantity' | 'test'> {
  readonly counts: Readonly<
    Record<'issued' | 'delivered' | 'registered' | 'expired' | 'void', number>
  >
  readonly coupons: readonly CouponView[]
  /** Their last characters, as they are found by what has become of them. */
  readonly byStatus?: Readonly<Record<string, string>>
}

export const bySuffix = (a: CouponView, b: CouponView): number =>
  a.suffix.localeCompare(b.suffix) || Number(b.accrual !== null) - Number(a.accrual !== null)
