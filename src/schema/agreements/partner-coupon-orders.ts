import type { CouponOrder as CouponOrderRow, Prisma } from '../../generated/prisma/client.ts'
import { grouped } from '../../posting/grouped.ts'
import { isKind, nothing } from '../access.ts'
import { builder } from '../builder.ts'
import { openLoadersByPlace } from '../by-place.ts'
import type { Context } from '../context.ts'
import { CouponOrder } from '../coupons/coupon-order.ts'
import { CouponOrderStatus } from '../coupons/enums.ts'
import { ordersOf } from '../coupons/orders-of.ts'
import { newestFirst, rangeOf } from '../newest-first.ts'
import { Partner } from './partner.ts'

type Status = typeof CouponOrderStatus.$inferType | null | undefined

builder.prismaObjectField(Partner, 'couponOrders', (t) =>
  t.prismaConnection({
    type: CouponOrder,
    cursor: 'id',
    description:
      'Its orders of coupons, newest first; for an agency, those that were given to it; empty for users.',
    args: {
      status: t.arg({ type: CouponOrderStatus, description: 'Only those that have come so far.' }),
    },
    totalCount: ({ id }, { status }, context, info) =>
      countsAt(info, context).load({ partner: id, where: ofStatus(status, context) }),
    resolve: (query, { id }, { status }, context, info) =>
      ordersAt(info, context).load({
        partner: id,
        range: rangeOf(query),
        where: ofStatus(status, context),
      }),
  }),
)

const ofStatus = (status: Status, context: Context): Prisma.CouponOrderWhereInput =>
  isKind(context, 'USER') ? nothing : ordersOf(status, context)

interface Wanted {
  readonly partner: string
  readonly where: Prisma.CouponOrderWhereInput
}

const partnersOf = (wanted: readonly Wanted[]) => ({
  partnerId: { in: wanted.map(({ partner }) => partner) },
})

const countsAt = openLoadersByPlace<Wanted, number>(async (wanted, { db }) => {
  const [{ where } = wanted[0] as Wanted] = wanted
  const contracts = await db.contract.findMany({
    where: partnersOf(wanted),
    select: { partnerId: true, _count: { select: { couponOrders: { where } } } },
  })
  const byPartner = grouped(
    contracts.map(({ partnerId, _count }) => [partnerId, _count.couponOrders] as const),
  )
  return wanted.map(({ partner }) =>
    (byPartner.get(partner) ?? []).reduce((sum, count) => sum + count, 0),
  )
})

interface Page extends Wanted {
  readonly range: ReturnType<typeof rangeOf>
}

/** A page of a partner's orders is the newest of the pages of its contracts. */
const ordersAt = openLoadersByPlace<Page, CouponOrderRow[]>(async (pages, { db }) => {
  const [{ range, where } = pages[0] as Page] = pages
  const { selection, within, orderBy, take } = range
  const contracts = await db.contract.findMany({
    where: partnersOf(pages),
    select: {
      partnerId: true,
      couponOrders: { ...selection, where: { AND: [where, within] }, orderBy, take },
    },
  })
  const byPartner = grouped(
    contracts.map(({ partnerId, couponOrders }) => [partnerId, couponOrders] as const),
  )
  return pages.map(({ partner }) => newestFirst((byPartner.get(partner) ?? []).flat(), range))
})
