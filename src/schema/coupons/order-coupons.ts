import { openStatus } from '../../domain/coupon.ts'
import type {
  CouponOrder as CouponOrderRow,
  Coupon as CouponRow,
} from '../../generated/prisma/client.ts'
import { isKind } from '../access.ts'
import { builder } from '../builder.ts'
import { openLoadersByPlace } from '../by-place.ts'
import { newestFirst, rangeOf } from '../newest-first.ts'
import { Coupon } from './coupon.ts'
import { CouponOrder } from './coupon-order.ts'
import { CouponStatus } from './enums.ts'

type Status = typeof CouponStatus.$inferType | null | undefined

builder.prismaObjectField(CouponOrder, 'coupons', (t) =>
  t.prismaConnection({
    type: Coupon,
    cursor: 'id',
    description: 'Its coupons, as far as they are made, newest first; empty for users.',
    args: { status: t.arg({ type: CouponStatus, description: 'Only those of that status now.' }) },
    resolve: (query, order, { status }, context, info) => {
      const range = rangeOf(query)
      if (isKind(context, 'USER') || !hasAny(order, status, context.now())) return []
      return couponsAt(info, context).load({ order: order.id, range, status })
    },
  }),
)

/** What is not registered shares one status, so that all of it is of the one asked for, or none. */
const hasAny = (order: CouponOrderRow, status: Status, at: Date): boolean =>
  !status || (status === 'REGISTERED' ? order.registered > 0 : status === openStatus(order, at))

const ofStatus = (status: Status) =>
  status ? { accrualId: status === 'REGISTERED' ? { not: null } : null } : {}

interface Page {
  readonly order: string
  readonly range: ReturnType<typeof rangeOf>
  readonly status: Status
}

const couponsAt = openLoadersByPlace<Page, CouponRow[]>(async (pages, { db, now }) => {
  const [{ range, status } = pages[0] as Page] = pages
  const { selection, within, orderBy, take } = range
  const orders = await db.couponOrder.findMany({
    where: { id: { in: pages.map(({ order }) => order) } },
    include: {
      coupons: { ...selection, where: { AND: [ofStatus(status), within] }, orderBy, take },
    },
  })
  // An order may have been stopped since it was read itself.
  const fitting = orders.filter((order) => hasAny(order, status, now()))
  const byOrder = new Map(fitting.map(({ id, coupons }) => [id, coupons]))
  return pages.map(({ order }) => newestFirst(byOrder.get(order) ?? [], range))
})
