import { describe, expect, test } from '@jest/globals'
import type { Contract } from '../../src/domain/contract.ts'
import type { AgencyId, ContractId, WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import type { RequestCouponOrder } from '../../src/posting/asks.ts'
import { requestCouponOrder } from '../../src/posting/request-coupon-order.ts'
import { books, noRow, world } from '../support/books.ts'
import { kstDate, nth } from '../support/given.ts'
import { couponContract, now, orderRow } from '../support/ordered.ts'
import { accepted, at, tell } from '../support/ordering.ts'

describe('R14: a partner requests an order', () => {
  const requesting = (told: Partial<RequestCouponOrder> = {}): RequestCouponOrder => ({
    kind: 'requestCouponOrder',
    caller: { kind: 'PARTNER', code: 'bakery' },
    contract: couponContract().id,
    agency: nth<WalletId>(5) as string as AgencyId,
    eventTitle: 'An event',
    value: points(1_000n),
    quantity: 10,
    registerBy: kstDate('2024-02-29'),
    delivery: 'ALIMTALK',
    deliveredBy: 'PARTNER',
    ...told,
  })
  const decided = (told: Partial<RequestCouponOrder> = {}, contract: Partial<Contract> = {}) =>
    requestCouponOrder.decide(
      requesting(told),
      books(world({ contract: couponContract(contract) })),
      at(now),
    )

  test('and it waits, with all that was asked for, and nothing set aside', () => {
    const { answer, couponOrder, deed, ...rest } = accepted(decided())
    expect(couponOrder).toEqual(orderRow('REQUESTED', { id: couponOrder?.id ?? '' }))
    expect(answer(noRow)).toEqual({ couponOrder })
    expect(deed).toEqual({
      targetType: 'CouponOrder',
      targetId: couponOrder?.id,
      details: { status: 'REQUESTED', value: '1000', quantity: '10' },
    })
    expect(rest).toEqual({})
  })

  test('though its budget does not suffice yet', () => {
    expect(tell(decided({}, { budget: points(0n) }))).toBe('accepted')
  })

  test.each([
    ['TESTING', true],
    ['LIVE', false],
  ] as const)('of a contract that is %s, and it is a test for ever: %s (R13)', (status, test) => {
    expect(accepted(decided({}, { status })).couponOrder).toMatchObject({ test })
  })

  test.each<readonly [string, Partial<RequestCouponOrder>, Partial<Contract>]>([
    ['NOT_FOUND at contract', { contract: nth<ContractId>(9) }, {}],
    ['NOT_FOUND at contract', { caller: { kind: 'PARTNER', code: 'florist' } }, {}],
    ['CONTRACT_CHANNEL_MISMATCH at contract', {}, { channel: 'API', partnerStatus: 'SUSPENDED' }],
    ['PARTNER_SUSPENDED at contract', {}, { partnerStatus: 'SUSPENDED', status: 'ENDED' }],
    ['CONTRACT_NOT_LIVE at contract', { value: points(2_000_001n) }, { status: 'DRAFT' }],
    ['CONTRACT_NOT_LIVE at contract', {}, { startsOn: kstDate('2024-02-02') }],
    ['CONTRACT_NOT_LIVE at contract', {}, { endsOn: kstDate('2024-01-31') }],
    ['ACCRUAL_AMOUNT_OUT_OF_RANGE at value', { value: points(2_000_001n) }, {}],
    ['ACCRUAL_AMOUNT_OUT_OF_RANGE at value', { value: points(0n) }, {}],
  ])('unless: %s', (says, told, contract) => {
    expect(tell(decided(told, contract))).toBe(says)
  })
})
