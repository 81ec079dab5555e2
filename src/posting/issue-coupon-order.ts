import { z } from 'zod'
import { covers, refusalToGrant, reservationJournal } from '../domain/contract.ts'
import { wholeValue } from '../domain/coupon-order.ts'
import type { CouponOrderId } from '../domain/ids.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import type { Handler } from './handler.ts'
import { ownOrder, refusalOfStep, stepped } from './own-order.ts'

const keptForm = z.object({ order: z.string() })

/** R14: the whole value of an order is set aside in the budget, or nothing; its codes are made from now on. */
export const issueCouponOrder: Handler<'issueCouponOrder'> = {
  touches: ({ order }) => ({ couponOrder: order }),

  keySpaces: ({ order }, books) => [books.couponOrder(order)?.row.test ?? false],

  decide(command, books, { at, on }) {
    const found = ownOrder(command, books)
    if (isRefusal(found)) return found
    const { row, contract } = found
    const value = wholeValue(row)
    const refusal =
      refusalOfStep('issue', row, at) ?? refusalToGrant(contract, 'COUPON', on, 'order')
    if (refusal) return refusal
    if (!covers(contract, value)) return refuse('CONTRACT_BUDGET_EXCEEDED', 'order')

    const id = books.newId()
    const reservationId = row.test ? null : id
    const issued = { ...row, status: 'ISSUED' as const, issuedAt: at, reservationId }
    const journal = reservationJournal(contract.id, value)
    return {
      ...stepped(issued, { value: String(value) }),
      ...(row.test ? {} : { onContract: { contract: contract.id, journal, id } }),
      answer: () => ({ order: command.order, rows: { couponOrder: issued }, replayed: false }),
      // An id made for this step tells our own commit from one of another process.
      kept: { order: row.id, reservation: id },
    }
  },

  replay: (kept) => ({
    order: keptForm.parse(kept).order as CouponOrderId,
    rows: null,
    replayed: true,
  }),
}
