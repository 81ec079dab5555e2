import { GraphQLError } from 'graphql'
import type { CouponOrderId } from '../../domain/ids.ts'
import { type Refusal, refuse } from '../../domain/refusal.ts'
import { visibleCouponOrders } from '../access.ts'
import type { Asker } from '../verb.ts'

/**
 * R14: refuses whoever doesn't deliver an order's coupons; undefined for who does. Who delivers is
 * fixed with the order, so that what is asked here still holds when the step is taken.
 *
 * Rejects with FORBIDDEN where the caller may see the order.
 */
export async function requireDeliverer(
  order: CouponOrderId,
  asker: Asker,
): Promise<Refusal | undefined> {
  const found = await asker.db.couponOrder.findFirst({
    where: { id: order, AND: visibleCouponOrders(asker) },
    select: { deliveredBy: true },
  })
  if (!found) return refuse('NOT_FOUND', 'order')
  if (found.deliveredBy !== asker.caller.kind) throw notDeliverer(found.deliveredBy)
  return undefined
}

const notDeliverer = (deliveredBy: string) =>
  new GraphQLError(`This is for whoever delivers the order’s coupons alone: its ${deliveredBy}.`, {
    extensions: { code: 'FORBIDDEN' },
  })
