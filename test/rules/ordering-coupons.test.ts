import { describe, expect, test } from '@jest/globals'
import type { Caller } from '../../src/domain/caller.ts'
import type { Contract } from '../../src/domain/contract.ts'
import type { CouponOrderStatus } from '../../src/domain/coupon-order.ts'
import type { CouponOrderId, WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { approveCouponOrder } from '../../src/posting/approve-coupon-order.ts'
import { issueCouponOrder } from '../../src/posting/issue-coupon-order.ts'
import { noRow } from '../support/books.ts'
import { kstDate, nth } from '../support/given.ts'
import {
  couponContract,
  now,
  order,
  orderRow,
  reserve,
  shelf,
  statuses,
} from '../support/ordered.ts'
import { accepted, at, operator, type Step, steps, tell } from '../support/ordering.ts'

const names = Object.keys(steps) as Step[]

const leadsOn: Readonly<Record<Step, readonly CouponOrderStatus[]>> = {
  approve: ['REQUESTED'],
  cancel: ['REQUESTED', 'APPROVED'],
  issue: ['APPROVED'],
  deliver: ['ISSUED'],
  void: ['ISSUED', 'DELIVERED', 'SETTLED'],
}
const arrivesAt: { readonly [S in Step]?: CouponOrderStatus } = {
  approve: 'APPROVED',
  cancel: 'CANCELLED',
  deliver: 'DELIVERED',
}

describe.each(names)('R14: the step %s of an order', (step) => {
  test.each(statuses)('from %s', (status) => {
    const decision = steps[step](orderRow(status))
    if (leadsOn[step].includes(status)) {
      expect(accepted<unknown>(decision).couponOrder).toBeDefined()
    } else if (arrivesAt[step] === status) {
      const { answer, ...rest } = accepted<unknown>(decision)
      expect(answer(noRow)).toEqual({ couponOrder: orderRow(status) })
      expect(rest).toEqual({})
    } else expect(tell(decision)).toBe('INVALID_STATE_CHANGE at order')
  })

  test.each<readonly [Caller, string]>([
    [{ kind: 'PARTNER', code: 'bakery' }, 'accepted'],
    [{ kind: 'PARTNER', code: 'florist' }, 'NOT_FOUND at order'],
    [{ kind: 'AGENCY', code: 'agents' }, 'accepted'],
    [{ kind: 'AGENCY', code: 'bakery' }, 'NOT_FOUND at order'],
    [{ kind: 'USER', code: 'user-1' }, 'NOT_FOUND at order'],
    [operator, 'accepted'],
  ])('of %j is %s', (caller, says) => {
    expect(tell(steps[step](orderRow(leadsOn[step][0]), caller))).toBe(says)
  })
})

test('R14: an order without an agency is no agency’s', () => {
  const without = shelf({ row: orderRow('REQUESTED'), agencyCode: null })
  const caller = { kind: 'AGENCY', code: 'agents' } as const
  const asked = { kind: 'approveCouponOrder', caller, order } as const
  expect(tell(approveCouponOrder.decide(asked, without, at(now)))).toBe('NOT_FOUND at order')
})

test('R14: an order that is not there takes no step', () => {
  const nobodys = { caller: operator, order: nth<WalletId>(9) as string as CouponOrderId }
  const asked = { kind: 'approveCouponOrder', ...nobodys } as const
  expect(tell(approveCouponOrder.decide(asked, shelf(), at(now)))).toBe('NOT_FOUND at order')
})

describe('each step leaves its instant', () => {
  test.each([
    ['approve', 'REQUESTED', { status: 'APPROVED', approvedAt: now }],
    ['cancel', 'REQUESTED', { status: 'CANCELLED', cancelledAt: now }],
    ['issue', 'APPROVED', { status: 'ISSUED', issuedAt: now, made: 0 }],
    ['deliver', 'ISSUED', { status: 'DELIVERED', deliveredAt: now, deliveredPeriod: '2024-02' }],
    ['void', 'DELIVERED', { status: 'DELIVERED', voidedAt: now, voidReason: 'It leaked' }],
    ['void', 'ISSUED', { status: 'ISSUED', voidedAt: now, voidReason: 'It leaked' }],
    ['void', 'SETTLED', { status: 'SETTLED', voidedAt: now, voidReason: 'It leaked' }],
  ] as const)('%s from %s', (step, from, after) => {
    const { couponOrder, deed } = accepted<unknown>(steps[step](orderRow(from)))
    expect(couponOrder).toMatchObject(after)
    expect(deed).toMatchObject({ targetType: 'CouponOrder', targetId: order })
    expect(deed?.details).toMatchObject({ status: after.status })
  })
})

describe('R14: issuing', () => {
  test('sets the whole value aside, or nothing', () => {
    const { onContract, couponOrder, kept, answer } = accepted(steps.issue(orderRow('APPROVED')))
    expect(onContract).toEqual({
      contract: couponContract().id,
      journal: reserve,
      id: couponOrder?.reservationId,
    })
    expect(kept).toEqual({ order, reservation: couponOrder?.reservationId })
    expect(answer(noRow)).toEqual({ order, rows: { couponOrder }, replayed: false })
    const exactly = { budget: points(10_000n) }
    expect(tell(steps.issue(orderRow('APPROVED'), operator, now, exactly))).toBe('accepted')
    const less = { budget: points(9_999n) }
    expect(tell(steps.issue(orderRow('APPROVED'), operator, now, less))).toBe(
      'CONTRACT_BUDGET_EXCEEDED at order',
    )
  })

  test('is asked for again what the contract says by then', () => {
    const says = (contract: Partial<Contract>, row = orderRow('APPROVED')) =>
      tell(steps.issue(row, operator, now, contract))
    expect(says({ partnerStatus: 'SUSPENDED', status: 'ENDED' })).toBe('PARTNER_SUSPENDED at order')
    expect(says({ status: 'ENDED', budget: points(0n) })).toBe('CONTRACT_NOT_LIVE at order')
    expect(says({ endsOn: kstDate('2024-01-31') })).toBe('CONTRACT_NOT_LIVE at order')
    expect(says({ status: 'ENDED' }, orderRow('REQUESTED'))).toBe('INVALID_STATE_CHANGE at order')
  })

  test('a test asks for the budget and leaves it alone, also once the contract is live (R13)', () => {
    const trial = orderRow('APPROVED', { test: true })
    for (const status of ['TESTING', 'LIVE'] as const) {
      const { onContract, couponOrder, kept } = accepted(
        steps.issue(trial, operator, now, { status }),
      )
      expect(onContract).toBeUndefined()
      expect(couponOrder).toMatchObject({ status: 'ISSUED', test: true, reservationId: null })
      expect(kept).toMatchObject({ order })
      const poor = { status, budget: points(9_999n) }
      expect(tell(steps.issue(trial, operator, now, poor))).toBe(
        'CONTRACT_BUDGET_EXCEEDED at order',
      )
    }
  })

  test.each([true, false])(
    'given a test: %s, then its key lies among those of its kind',
    (test) => {
      const asked = {
        kind: 'issueCouponOrder',
        caller: operator,
        idempotencyKey: 'k',
        order,
      } as const
      const found = shelf({ row: orderRow('APPROVED', { test }) })
      expect(issueCouponOrder.keySpaces?.(asked, found)).toEqual([test])
    },
  )

  test('is answered again by the order that its key kept', () => {
    expect(issueCouponOrder.replay?.({ order, reservation: 'x' })).toEqual({
      order,
      rows: null,
      replayed: true,
    })
  })
})
