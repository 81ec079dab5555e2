import { isTest, refusalToGrant } from '../domain/contract.ts'
import { isGrantable } from '../domain/points.ts'
import { isRefusal, refuse } from '../domain/refusal.ts'
import { ownContract } from './granting.ts'
import type { Handler } from './handler.ts'
import { stepped } from './own-order.ts'
import type { CouponOrderRow } from './rows.ts'

/** R14: a partner orders coupons; nothing is set aside before they are issued. */
export const requestCouponOrder: Handler<'requestCouponOrder'> = {
  touches: ({ contract }) => ({ contract }),

  decide(command, books, { at, on }) {
    const contract = ownContract(command, books)
    if (isRefusal(contract)) return contract
    const refusal = refusalToGrant(contract, 'COUPON', on)
    if (refusal) return refusal
    if (!isGrantable(command.value)) return refuse('ACCRUAL_AMOUNT_OUT_OF_RANGE', 'value')
    const { agency, eventTitle, value, quantity, registerBy, delivery, deliveredBy } = command
    const order: CouponOrderRow = {
      ...unstepped,
      id: books.newId(),
      contractId: contract.id,
      agencyId: agency,
      eventTitle,
      value,
      quantity,
      registerBy: new Date(registerBy),
      delivery,
      deliveredBy,
      test: isTest(contract),
      requestedAt: at,
    }
    return stepped(order, { value: String(value), quantity: String(quantity) })
  },
}

/** An order that has taken none of its steps. */
const unstepped = {
  status: 'REQUESTED',
  approvedAt: null,
  issuedAt: null,
  deliveredAt: null,
  settledAt: null,
  cancelledAt: null,
  voidedAt: null,
  voidReason: null,
  expiredAt: null,
  deliveredPeriod: null,
  reservationId: null,
  made: 0,
  registered: 0,
} as const
