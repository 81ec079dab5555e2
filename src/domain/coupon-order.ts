import { endOf, kstDateOf } from './calendar.ts'
import { budgetReleaseJournal, type Contract } from './contract.ts'
import type { ContractId } from './ids.ts'
import { type Journal, journal, onContract } from './ledger.ts'
import { negated, type Points, points } from './points.ts'

export type CouponOrderStatus =
  | 'REQUESTED'
  | 'APPROVED'
  | 'ISSUED'
  | 'DELIVERED'
  | 'SETTLED'
  | 'CANCELLED'

/** What of an order of coupons the rules look at. */
export interface CouponOrder {
  readonly status: CouponOrderStatus
  /** Of one coupon, in points. */
  readonly value: bigint
  readonly quantity: number
  /** The last day on which its coupons can be registered: a KST date, as its midnight in UTC, which lies in it. */
  readonly registerBy: Date
  /** Made in TESTING: its coupons grant nothing, for ever (R13). */
  readonly test: boolean
  /** Codes that are made so far. */
  readonly made: number
  /** Coupons that are registered. */
  readonly registered: number
  readonly deliveredAt: Date | null
  readonly voidedAt: Date | null
  /** When what was not registered by its deadline was given back. */
  readonly expiredAt: Date | null
}

/** R14: 1 to so many codes an order. */
export const quantityMost = 1_000_000

/** R14: the states from which each step of an order leads on. */
const statesBefore = {
  approve: ['REQUESTED'],
  issue: ['APPROVED'],
  deliver: ['ISSUED'],
  cancel: ['REQUESTED', 'APPROVED'],
  void: ['ISSUED', 'DELIVERED', 'SETTLED'],
} as const satisfies Record<string, readonly CouponOrderStatus[]>

export type OrderStep = keyof typeof statesBefore

/**
 * R14, R18: whether an order can take that step now. Issuing, delivering and stopping make no sense
 * past its deadline, delivery waits for the last code, and what was stopped stays so.
 */
export function canTake(step: OrderStep, order: CouponOrder, at: Date): boolean {
  const before: readonly CouponOrderStatus[] = statesBefore[step]
  if (!before.includes(order.status)) return false
  if (step === 'approve' || step === 'cancel') return true
  if (isEnded(order) || isClosed(order, at)) return false
  return step !== 'deliver' || isMade(order)
}

/** R14: whether its codes can be exported: all are made, and they can still be registered. */
export const isExportable = (order: CouponOrder, at: Date): boolean =>
  (order.status === 'ISSUED' || order.status === 'DELIVERED') &&
  isMade(order) &&
  !isEnded(order) &&
  !isClosed(order, at)

const isMade = ({ made, quantity }: CouponOrder): boolean => made === quantity

/** R18: whether what was not registered has been given back already. */
const isEnded = ({ voidedAt, expiredAt }: CouponOrder): boolean =>
  voidedAt !== null || expiredAt !== null

/** R16: whether the deadline has passed: the end of `registerBy`, in KST. */
export const isClosed = ({ registerBy }: Pick<CouponOrder, 'registerBy'>, at: Date): boolean =>
  endOf(kstDateOf(registerBy)) <= at

/** R18: whether an order's deadline has passed, and its coupons have still to expire. */
export const isOrderDue = (order: CouponOrder, at: Date): boolean =>
  statesBefore.void.some((status) => status === order.status) &&
  !isEnded(order) &&
  isClosed(order, at)

/** R14: what is reserved for all coupons of an order. */
export const wholeValue = ({ value, quantity }: Pick<CouponOrder, 'value' | 'quantity'>): Points =>
  points(value * BigInt(quantity))

/** What is reserved for the coupons of an order that are not registered. */
export const openValue = ({ value, quantity, registered }: CouponOrder): Points =>
  points(value * BigInt(quantity - registered))

/**
 * R18: where the value of coupons goes that nobody will register: back to the budget where they
 * were never delivered or are billed on registration, otherwise to breakage.
 */
export const goesToBreakage = (
  { deliveredAt }: Pick<CouponOrder, 'deliveredAt'>,
  { couponBilling }: Pick<Contract, 'couponBilling'>,
): boolean => deliveredAt !== null && couponBilling === 'ON_DELIVERY'

/** R18: gives back what is reserved for the coupons of an order that nobody will register. */
export function endJournal(
  order: CouponOrder,
  contract: Pick<Contract, 'couponBilling'> & { readonly id: ContractId },
): Journal {
  const value = openValue(order)
  if (!goesToBreakage(order, contract)) return budgetReleaseJournal(contract.id, value)
  return journal('COUPON_EXPIRY', [
    onContract('CONTRACT_RESERVED', contract.id, negated(value)),
    onContract('BREAKAGE', contract.id, value),
  ])
}
