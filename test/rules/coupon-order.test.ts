import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { couponStatusAt, openStatus, refusalToRegister } from '../../src/domain/coupon.ts'
import {
  type CouponOrderStatus,
  canTake,
  endJournal,
  goesToBreakage,
  isClosed,
  isExportable,
  isOrderDue,
  type OrderStep,
  openValue,
  wholeValue,
} from '../../src/domain/coupon-order.ts'
import type { ContractId } from '../../src/domain/ids.ts'
import { negated, plus, points } from '../../src/domain/points.ts'
import { nth } from '../support/given.ts'
import { beforeDeadline, deadline, now, ruled, statuses } from '../support/ordered.ts'

const long = new Date('2030-01-01T00:00:00Z')
const half = { made: 9 }
const voided = { voidedAt: now, voidReason: 'leaked' }
const expired = { expiredAt: deadline }

describe('R14: an order takes a step', () => {
  const taken: Readonly<Record<OrderStep, readonly CouponOrderStatus[]>> = {
    approve: ['REQUESTED'],
    issue: ['APPROVED'],
    deliver: ['ISSUED'],
    cancel: ['REQUESTED', 'APPROVED'],
    void: ['ISSUED', 'DELIVERED', 'SETTLED'],
  }
  const steps = Object.keys(taken) as OrderStep[]
  const cases = steps.flatMap((step) =>
    statuses.map((status) => [step, status, taken[step].includes(status)] as const),
  )

  test.each(cases)('given %s from %s, then it does: %s', (step, status, does) => {
    expect(canTake(step, ruled(status), now)).toBe(does)
    expect(canTake(step, ruled(status), beforeDeadline)).toBe(does)
  })

  test.each<readonly [OrderStep, CouponOrderStatus, boolean]>([
    ['approve', 'REQUESTED', true],
    ['cancel', 'REQUESTED', true],
    ['cancel', 'APPROVED', true],
    ['issue', 'APPROVED', false],
    ['deliver', 'ISSUED', false],
    ['void', 'ISSUED', false],
    ['void', 'DELIVERED', false],
    ['void', 'SETTLED', false],
  ])('given %s from %s at the end of its last day, then it does: %s', (step, status, does) => {
    expect(canTake(step, ruled(status), deadline)).toBe(does)
  })

  test.each<readonly [OrderStep, CouponOrderStatus]>([
    ['deliver', 'ISSUED'],
    ['void', 'ISSUED'],
    ['void', 'DELIVERED'],
    ['void', 'SETTLED'],
  ])('given %s from %s of an order that is stopped or over, then not', (step, status) => {
    expect(canTake(step, ruled(status, voided), now)).toBe(false)
    expect(canTake(step, ruled(status, expired), now)).toBe(false)
  })

  test('given that a code is still to be made, then it is stopped but not delivered', () => {
    expect(canTake('deliver', ruled('ISSUED', half), now)).toBe(false)
    expect(canTake('void', ruled('ISSUED', half), now)).toBe(true)
  })
})

describe('R14: the codes of an order can be exported', () => {
  test.each(statuses.map((status) => [status, status === 'ISSUED' || status === 'DELIVERED']))(
    'given %s with all codes made: %s',
    (status, can) => {
      expect(isExportable(ruled(status as CouponOrderStatus), now)).toBe(can)
    },
  )

  test.each([
    ['a code is still to be made', half, now],
    ['it is stopped', voided, now],
    ['it is over', expired, now],
    ['its last day has ended', {}, deadline],
  ])('given that %s, then not', (_what, told, at) => {
    expect(isExportable(ruled('ISSUED', told), at)).toBe(false)
  })
})

describe('R16: the deadline of an order is the end of its last day in KST', () => {
  test.each([
    ['2024-02-29', '2024-02-29T14:59:59.999Z', false],
    ['2024-02-29', '2024-02-29T15:00:00.000Z', true],
    ['2024-12-31', '2024-12-31T14:59:59.999Z', false],
    ['2024-12-31', '2024-12-31T15:00:00.000Z', true],
    ['2024-03-01', '2024-02-29T15:00:00.000Z', false],
    ['9999-12-31', '9999-12-31T14:59:59.999Z', false],
  ])('given %s, when it is %s, then it has passed: %s', (day, at, is) => {
    const order = ruled('DELIVERED', { registerBy: new Date(day) })
    expect(isClosed(order, new Date(at))).toBe(is)
    expect(isOrderDue(order, new Date(at))).toBe(is)
  })

  test.each([
    ['REQUESTED', false],
    ['APPROVED', false],
    ['ISSUED', true],
    ['DELIVERED', true],
    ['SETTLED', true],
    ['CANCELLED', false],
  ] as const)(
    'given one that is %s, when it has passed, then coupons are to expire: %s',
    (status, is) => {
      expect(isOrderDue(ruled(status), deadline)).toBe(is)
      expect(isOrderDue(ruled(status), long)).toBe(is)
      expect(isOrderDue(ruled(status, voided), deadline)).toBe(false)
      expect(isOrderDue(ruled(status, expired), long)).toBe(false)
    },
  )
})

describe('R18: the value of coupons that nobody will register', () => {
  test.each([
    ['ON_DELIVERY', 'DELIVERED', true],
    ['ON_DELIVERY', 'SETTLED', true],
    ['ON_DELIVERY', 'ISSUED', false],
    ['ON_REGISTRATION', 'DELIVERED', false],
    ['ON_REGISTRATION', 'SETTLED', false],
    ['ON_REGISTRATION', 'ISSUED', false],
  ] as const)('given billing %s and %s, then it goes to breakage: %s', (billing, status, does) => {
    const contract = { id: nth<ContractId>(1), couponBilling: billing }
    const order = ruled(status, { registered: status === 'ISSUED' ? 0 : 4 })
    expect(goesToBreakage(order, contract)).toBe(does)
    const value = points(status === 'ISSUED' ? 10_000n : 6_000n)
    const { kind, entries } = endJournal(order, contract)
    expect(kind).toBe(does ? 'COUPON_EXPIRY' : 'RELEASE')
    expect(entries).toMatchObject([
      { account: 'CONTRACT_RESERVED', contract: contract.id, amount: negated(value) },
      { account: does ? 'BREAKAGE' : 'CONTRACT_BUDGET', contract: contract.id, amount: value },
    ])
  })

  test('given any number of registered ones, then theirs and the others’ are the whole', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 2_000_000n }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (value, quantity, share) => {
          const order = ruled('DELIVERED', {
            value,
            quantity,
            registered: Math.floor(share * quantity),
          })
          const registered = points(value * BigInt(order.registered))
          expect(plus(openValue(order), registered)).toBe(wholeValue(order))
        },
      ),
    )
  })
})

describe('R16, R18: what has become of a coupon', () => {
  const registered = { registeredAt: now }
  const open = { registeredAt: null }

  test.each([
    ['of an order that is issued', 'ISSUED', {}, beforeDeadline, 'ISSUED'],
    ['whose order is half made', 'ISSUED', half, now, 'ISSUED'],
    ['of an order that is delivered', 'DELIVERED', {}, beforeDeadline, 'DELIVERED'],
    ['of an order that is settled', 'SETTLED', {}, beforeDeadline, 'DELIVERED'],
    ['that was never delivered, past its deadline', 'ISSUED', {}, deadline, 'EXPIRED'],
    ['past its deadline, before any job came by', 'DELIVERED', {}, deadline, 'EXPIRED'],
    ['past its deadline, and given back', 'SETTLED', expired, long, 'EXPIRED'],
    ['of an order that was stopped', 'DELIVERED', voided, now, 'VOID'],
    ['of an order that was stopped, past its deadline', 'ISSUED', voided, long, 'VOID'],
  ] as const)('given one %s, then an open one is that', (_what, status, told, at, is) => {
    const order = ruled(status, told)
    expect(openStatus(order, at)).toBe(is)
    expect(couponStatusAt(open, order, at)).toBe(is)
    expect(couponStatusAt(registered, order, at)).toBe('REGISTERED')
  })

  test.each([
    ['ISSUED', 'COUPON_NOT_DELIVERED'],
    ['DELIVERED', undefined],
    ['REGISTERED', 'COUPON_ALREADY_REGISTERED'],
    ['EXPIRED', 'COUPON_EXPIRED'],
    ['VOID', 'COUPON_NOT_FOUND'],
  ] as const)(
    'given that it is %s, when it is registered, then the answer is %s',
    (status, code) => {
      expect(refusalToRegister(status)).toEqual(code && { code, path: ['input', 'code'] })
    },
  )
})
