import { builder } from '../builder.ts'
import { CouponOrderStatus } from '../coupons/enums.ts'
import { ordersOf } from '../coupons/orders-of.ts'
import { Agency } from './agency.ts'

builder.prismaObjectField(Agency, 'couponOrders', (t) =>
  t.relatedConnection('couponOrders', {
    cursor: 'id',
    totalCount: true,
    description:
      'Orders of coupons that were given to it, newest first; for a partner, its own among them.',
    args: {
      status: t.arg({ type: CouponOrderStatus, description: 'Only those that have come so far.' }),
    },
    query: ({ status }, context) => ({
      where: ordersOf(status, context),
      orderBy: { id: 'desc' },
    }),
  }),
)
