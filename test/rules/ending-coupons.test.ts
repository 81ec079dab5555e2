import { describe, expect, test } from '@jest/globals'
import type { Contract } from '../../src/domain/contract.ts'
import { expireCouponOrder } from '../../src/posting/expire-coupon-order.ts'
import type { Acceptance } from '../../src/posting/handler.ts'
import type { CouponOrderRow } from '../../src/posting/rows.ts'
import { noRow, world } from '../support/books.ts'
import { couponContract, deadline, now, order, orderRow, shelf } from '../support/ordered.ts'
import { accepted, at, operator, steps } from '../support/ordering.ts'

describe('R18: what ends an order gives back what is open', () => {
  const expire = (row: CouponOrderRow, when = deadline, contract: Partial<Contract> = {}) =>
    accepted(
      expireCouponOrder.decide(
        { kind: 'expireCouponOrder', caller: null, order },
        shelf({ row, found: world({ contract: couponContract(contract) }) }, when),
        at(when),
      ),
    )
  const stop = (row: CouponOrderRow, contract: Partial<Contract> = {}) =>
    accepted(steps.void(row, operator, now, contract))
  const journalOf = ({ onContract }: Acceptance<unknown>) =>
    onContract && [onContract.journal.kind, onContract.journal.entries[1]?.amount]

  test.each([
    ['DELIVERED', 'ON_DELIVERY', ['COUPON_EXPIRY', 6_000n]],
    ['SETTLED', 'ON_DELIVERY', ['COUPON_EXPIRY', 6_000n]],
    ['DELIVERED', 'ON_REGISTRATION', ['RELEASE', 6_000n]],
  ] as const)('given %s and billing %s: %p', (status, couponBilling, journal) => {
    const row = orderRow(status, { registered: 4 })
    const expired = expire(row, deadline, { couponBilling })
    expect(journalOf(expired)).toEqual(journal)
    expect(expired.couponOrder).toEqual({ ...row, expiredAt: deadline })
    expect(expired.deed).toBeUndefined()
    expect(journalOf(stop(row, { couponBilling }))).toEqual(journal)
  })

  test.each(['ON_DELIVERY', 'ON_REGISTRATION'] as const)(
    'given ISSUED and billing %s: all of it is released, also what was not made yet',
    (couponBilling) => {
      const row = orderRow('ISSUED', { made: 3 })
      expect(journalOf(expire(row, deadline, { couponBilling }))).toEqual(['RELEASE', 10_000n])
      expect(journalOf(stop(row, { couponBilling }))).toEqual(['RELEASE', 10_000n])
    },
  )

  test('given that all are registered, then it ends, and nothing is posted', () => {
    const row = orderRow('DELIVERED', { registered: 10 })
    expect(expire(row)).toMatchObject({ couponOrder: { expiredAt: deadline } })
    expect(journalOf(expire(row))).toBeUndefined()
    expect(journalOf(stop(row))).toBeUndefined()
  })

  test('given a test, then it ends, and nothing is posted (R13)', () => {
    const row = orderRow('DELIVERED', { test: true })
    expect(expire(row).couponOrder).toMatchObject({ expiredAt: deadline })
    expect([journalOf(expire(row)), journalOf(stop(row))]).toEqual([undefined, undefined])
  })

  test('given that it was stopped, when it is stopped again, then it stays as it was', () => {
    const row = orderRow('DELIVERED', { voidedAt: now, voidReason: 'first' })
    const { answer, ...rest } = stop(row)
    expect(answer(noRow)).toEqual({ couponOrder: row })
    expect(rest).toEqual({})
  })

  test.each([
    ['not due', orderRow('DELIVERED'), new Date(deadline.getTime() - 1)],
    ['requested', orderRow('REQUESTED'), deadline],
    ['approved', orderRow('APPROVED'), deadline],
    ['cancelled', orderRow('CANCELLED'), deadline],
    ['stopped', orderRow('DELIVERED', { voidedAt: now, voidReason: 'x' }), deadline],
    ['over', orderRow('DELIVERED', { expiredAt: deadline }), deadline],
  ])('given one that is %s, when it is to expire, then it is left alone', (_what, row, when) => {
    const { answer, ...rest } = expire(row, when)
    expect(answer(noRow)).toEqual({ order })
    expect(rest).toEqual({})
  })
})
