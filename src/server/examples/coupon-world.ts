import type { Prisma } from '../../generated/prisma/client.ts'
import type { Database } from '../database.ts'
import type { CouponOrders } from './example.ts'

/** The demo's orders of coupons that can still take the step of an example. */
export async function couponOrdersOf(
  db: Database,
  globalId: (type: string, id: string | undefined) => string,
): Promise<CouponOrders> {
  const partner = { code: 'bakery' }
  const first = async (where: Prisma.CouponOrderWhereInput, order: 'asc' | 'desc' = 'asc') => {
    const found = await db.couponOrder.findFirst({
      where: { contract: { partner }, voidedAt: null, ...where },
      orderBy: { id: order },
    })
    return globalId('CouponOrder', found?.id)
  }
  const issued = { status: 'ISSUED', export: { is: { receivedAt: null } } } as const
  const [contract, toApprove, toIssue, toDeliver, toCancel, toExport, toVoid] = await Promise.all([
    db.contract.findFirst({ where: { partner, channel: 'COUPON', status: 'LIVE' } }),
    first({ status: 'REQUESTED', agencyId: { not: null } }),
    first({ status: 'APPROVED', agencyId: { not: null } }),
    first({ ...issued, deliveredBy: 'AGENCY' }),
    first({ status: 'REQUESTED', agencyId: null }),
    first({ ...issued, deliveredBy: 'PARTNER' }),
    first({ ...issued, deliveredBy: 'PARTNER' }, 'desc'),
  ])
  return {
    contract: globalId('Contract', contract?.id),
    toApprove,
    toIssue,
    toDeliver,
    toCancel,
    toExport,
    toVoid,
  }
}
