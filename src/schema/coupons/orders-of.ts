import type { CouponOrder as CouponOrderRow, Prisma } from '../../generated/prisma/client.ts'
import { visibleCouponOrders } from '../access.ts'
import type { Context } from '../context.ts'

/** The orders that the caller may see, of one status where one is asked for. */
export const ordersOf = (
  status: CouponOrderRow['status'] | null | undefined,
  context: Pick<Context, 'caller'>,
): Prisma.CouponOrderWhereInput => ({
  AND: [visibleCouponOrders(context), status ? { status } : {}],
})
