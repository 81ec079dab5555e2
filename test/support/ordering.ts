import type { Caller } from '../../src/domain/caller.ts'
import type { Contract } from '../../src/domain/contract.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import { approveCouponOrder } from '../../src/posting/approve-coupon-order.ts'
import { cancelCouponOrder } from '../../src/posting/cancel-coupon-order.ts'
import type { Acceptance } from '../../src/posting/handler.ts'
import { issueCouponOrder } from '../../src/posting/issue-coupon-order.ts'
import { markCouponOrderDelivered } from '../../src/posting/mark-coupon-order-delivered.ts'
import type { CouponOrderRow } from '../../src/posting/rows.ts'
import { voidCouponOrder } from '../../src/posting/void-coupon-order.ts'
import { moment, world } from './books.ts'
import { couponContract, now, order, shelf } from './ordered.ts'

export const operator: Caller = { kind: 'OPERATOR', code: 'kim' }
export const at = (instant: Date) => moment(instant.toISOString())

type Decision = Acceptance<unknown> | Refusal

/** `CODE at the field`, or that it was accepted. */
export const tell = (decision: Decision): string =>
  isRefusal(decision) ? `${decision.code} at ${decision.path?.slice(1).join('.')}` : 'accepted'

/** What a command that must not be refused wants written. */
export function accepted<A>(decision: Acceptance<A> | Refusal): Acceptance<A> {
  if (isRefusal(decision)) throw new Error(decision.code)
  return decision
}

const asked = (caller: Caller = operator) => ({ caller, order })
/** What each step of an order decides, asked for by the operator unless told. */
export const steps = {
  approve: (row: CouponOrderRow, caller?: Caller, when = now) =>
    approveCouponOrder.decide(
      { kind: 'approveCouponOrder', ...asked(caller) },
      shelf({ row }, when),
      at(when),
    ),
  cancel: (row: CouponOrderRow, caller?: Caller, when = now) =>
    cancelCouponOrder.decide(
      { kind: 'cancelCouponOrder', ...asked(caller) },
      shelf({ row }, when),
      at(when),
    ),
  issue: (row: CouponOrderRow, caller?: Caller, when = now, contract: Partial<Contract> = {}) =>
    issueCouponOrder.decide(
      { kind: 'issueCouponOrder', idempotencyKey: 'issue-1', ...asked(caller) },
      shelf({ row, found: world({ contract: couponContract(contract) }) }, when),
      at(when),
    ),
  deliver: (row: CouponOrderRow, caller?: Caller, when = now) =>
    markCouponOrderDelivered.decide(
      { kind: 'markCouponOrderDelivered', ...asked(caller) },
      shelf({ row }, when),
      at(when),
    ),
  void: (row: CouponOrderRow, caller?: Caller, when = now, contract: Partial<Contract> = {}) =>
    voidCouponOrder.decide(
      { kind: 'voidCouponOrder', reason: 'It leaked', ...asked(caller) },
      shelf({ row, found: world({ contract: couponContract(contract) }) }, when),
      at(when),
    ),
} as const
export type Step = keyof typeof steps
