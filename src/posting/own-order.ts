import { type Caller, owns } from '../domain/caller.ts'
import type { Contract } from '../domain/contract.ts'
import { canTake, type OrderStep } from '../domain/coupon-order.ts'
import type { ContractId, CouponOrderId } from '../domain/ids.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import type { CouponOrderAnswer } from './command.ts'
import type { Acceptance, Books, Deed, Moment, Touches } from './handler.ts'
import type { CouponOrderRow } from './rows.ts'

interface Asked {
  /** Null: the platform itself. */
  readonly caller: Caller | null
  readonly order: CouponOrderId
}

/** An order in the books, and the contract whose budget it draws on. */
export interface OwnOrder {
  readonly row: CouponOrderRow
  readonly contract: Contract
}

/** An order of the caller's: a partner's by its contract, an agency's where it was given it, an operator's any. */
export function ownOrder({ caller, order }: Asked, books: Books): OwnOrder | Refusal {
  const held = books.couponOrder(order)
  const contract = held && books.contract(held.row.contractId as ContractId)
  if (!held || !contract) return refuse('NOT_FOUND', 'order')
  const { row, agencyCode } = held
  const isOwn =
    !caller ||
    owns(caller, 'PARTNER', contract.partnerCode) ||
    (agencyCode !== null && owns(caller, 'AGENCY', agencyCode))
  return isOwn ? { row, contract } : refuse('NOT_FOUND', 'order')
}

/** R14: why an order can't take a step; undefined: it can. */
export const refusalOfStep = (
  step: OrderStep,
  row: CouponOrderRow,
  at: Date,
): Refusal | undefined =>
  canTake(step, row, at) ? undefined : refuse('INVALID_STATE_CHANGE', 'order')

/**
 * R14: a verb by which an order takes a step that moves no points. One that has come to the same
 * state already stays as it is.
 *
 * @param taken the order as the step leaves it.
 */
export const orderStep = (
  step: OrderStep,
  taken: (row: CouponOrderRow, moment: Moment, books: Books) => CouponOrderRow,
) => ({
  touches: ({ order }: Asked): Touches => ({ couponOrder: order }),

  decide(command: Asked, books: Books, moment: Moment) {
    const found = ownOrder(command, books)
    if (isRefusal(found)) return found
    const { row } = found
    const after = taken(row, moment, books)
    if (row.status === after.status) return unchanged(row)
    return refusalOfStep(step, row, moment.at) ?? stepped(after)
  },
})

/** The order as a step leaves it, and what the audit says of it. */
export const stepped = (
  couponOrder: CouponOrderRow,
  details: Deed['details'] = {},
): Acceptance<CouponOrderAnswer> => ({
  answer: () => ({ couponOrder }),
  couponOrder,
  deed: {
    targetType: 'CouponOrder',
    targetId: couponOrder.id,
    details: { status: couponOrder.status, ...details },
  },
})

/** What changes nothing: the order is as it was asked for already. */
export const unchanged = (couponOrder: CouponOrderRow): Acceptance<CouponOrderAnswer> => ({
  answer: () => ({ couponOrder }),
})
