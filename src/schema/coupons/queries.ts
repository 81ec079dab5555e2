import { builder } from '../builder.ts'
import { CouponOrder } from './coupon-order.ts'
import { CouponOrderStatus } from './enums.ts'
import { ordersOf } from './orders-of.ts'

builder.queryField('couponOrders', (t) =>
  t.prismaConnection({
    type: CouponOrder,
    cursor: 'id',
    authScopes: { caller: true },
    description:
      'The orders of coupons that the caller may see, newest first; for a user, those of coupons that they registered.',
    args: {
      status: t.arg({ type: CouponOrderStatus, description: 'Only those that have come so far.' }),
    },
    totalCount: (_root, { status }, context) =>
      context.db.couponOrder.count({ where: ordersOf(status, context) }),
    resolve: (query, _root, { status }, context) => {
      const where = ordersOf(status, context)
      return context.db.couponOrder.findMany({ ...query, where, orderBy: { id: 'desc' } })
    },
  }),
)
