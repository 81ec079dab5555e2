import { isRefusal } from '../domain/refusal.ts'
import { ended } from './ended.ts'
import type { Handler } from './handler.ts'
import { ownOrder, refusalOfStep, stepped, unchanged } from './own-order.ts'

/** R18: a leaked order is stopped: what is not registered is void, and its value given back. */
export const voidCouponOrder: Handler<'voidCouponOrder'> = {
  touches: ({ order }) => ({ couponOrder: order }),

  decide(command, books, { at }) {
    const found = ownOrder(command, books)
    if (isRefusal(found)) return found
    const { row, contract } = found
    if (row.voidedAt) return unchanged(row)
    const refusal = refusalOfStep('void', row, at)
    if (refusal) return refusal
    const { reason } = command
    const voided = { ...row, voidedAt: at, voidReason: reason }
    return { ...stepped(voided, { reason }), ...ended(voided, contract) }
  },
}
