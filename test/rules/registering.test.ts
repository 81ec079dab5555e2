import { describe, expect, test } from '@jest/globals'
import { points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { registerCoupon } from '../../src/posting/register-coupon.ts'
import { account, kstDate, lot, nth, wallet } from '../support/given.ts'
import {
  beforeDeadline,
  codeHash,
  couponContract,
  couponRow,
  now,
  orderRow,
  shelf,
} from '../support/ordered.ts'
import { asked, decided, found, others, own, registered } from '../support/registering.ts'

describe('R16: a coupon that is delivered', () => {
  test('given its code, then what was set aside for it opens a lot of its value', () => {
    const { accrual, draft, notice, couponOrder, coupon, onContract, kept } = registered()
    expect(accrual).toMatchObject({
      contractId: couponContract().id,
      walletId: own,
      status: 'COMPLETED',
      purpose: 'OTHER',
      amount: 1_000n,
      availableAmount: 1_000n,
      pendingAmount: 0n,
      idempotencyKey: null,
      eventTitle: 'An event',
      validThrough: new Date('2029-02-28'),
      createdAt: now,
      completedAt: now,
      test: false,
    })
    expect(draft?.posted.map(({ journal }) => [journal.kind, journal.entries])).toMatchObject([
      [
        'COUPON_REGISTRATION',
        [
          { account: 'CONTRACT_RESERVED', amount: -1_000n },
          { account: 'WALLET_AVAILABLE', amount: 1_000n },
        ],
      ],
    ])
    expect(onContract).toBeUndefined()
    expect(notice).toMatchObject({ id: accrual?.id, walletId: own, points: 1_000n })
    expect(couponOrder).toEqual(orderRow('DELIVERED', { registered: 1 }))
    expect(coupon).toEqual({
      codeHash,
      row: couponRow({ accrualId: accrual?.id ?? '', registeredAt: now }),
      wallet: own,
    })
    expect(kept).toEqual({ accrual: accrual?.id, wallet: own })
  })

  test('given a wallet that is nearly full, then what is above the cap waits (R3)', () => {
    const full = wallet([lot({ id: nth(1), remaining: points(1_999_600n) })])
    const { accrual, draft } = registered({ found: found({ wallets: [full] }) })
    expect(accrual).toMatchObject({ availableAmount: 400n, pendingAmount: 600n })
    expect(draft?.posted[0]?.journal.entries).toMatchObject([
      { account: 'CONTRACT_RESERVED', amount: -1_000n },
      { account: 'WALLET_AVAILABLE', amount: 400n },
      { account: 'WALLET_PENDING', amount: 600n },
    ])
  })

  test('given points in the wallet that have expired, then these go first (R19)', () => {
    const old = lot({ id: nth(1), remaining: points(2_000_000n), expiresAt: now })
    const { draft, accrual } = registered({ found: found({ wallets: [wallet([old])] }) })
    expect(draft?.posted.map(({ journal }) => journal.kind)).toEqual([
      'EXPIRY',
      'COUPON_REGISTRATION',
    ])
    expect(accrual).toMatchObject({ availableAmount: 1_000n })
  })

  test('given its last millisecond, then it is registered, and lives from then on (R5)', () => {
    expect(registered({}, beforeDeadline).accrual).toMatchObject({ completedAt: beforeDeadline })
  })

  test.each([
    ['has ended', { status: 'ENDED' }],
    ['is over', { endsOn: kstDate('2024-01-31') }],
    ['has spent its budget', { budget: points(0n) }],
    ['is of a suspended partner', { partnerStatus: 'SUSPENDED' }],
  ] as const)('given that its contract %s, then it is registered all the same', (_what, told) => {
    expect(registered({ found: found({ contract: couponContract(told) }) }).draft).toBeDefined()
  })

  test('given an order that is settled, then it is registered all the same', () => {
    expect(registered({ row: orderRow('SETTLED') }).draft).toBeDefined()
  })

  test('given a person with two accounts, then it is registered by the one that is named (R9)', () => {
    const two = found({
      accounts: [account(2), account(1)],
      wallets: [wallet([]), wallet([], { id: others })],
    })
    expect(registered({ found: two }).accrual).toMatchObject({ walletId: own })
  })

  test('given a test, then it comes to the same result, and nothing moves or is told (R13)', () => {
    const { accrual, draft, notice, onContract, couponOrder, coupon } = registered({
      row: orderRow('DELIVERED', { test: true }),
    })
    expect(accrual).toMatchObject({ test: true, status: 'COMPLETED', availableAmount: 1_000n })
    expect([draft, notice, onContract]).toEqual([undefined, undefined, undefined])
    expect(couponOrder).toMatchObject({ registered: 1 })
    expect(coupon?.row).toMatchObject({ accrualId: accrual?.id, registeredAt: now })
  })

  test.each([true, false])(
    'given a test: %s, then its key lies among those of its kind',
    (test) => {
      const books = shelf({ row: orderRow('DELIVERED', { test }) })
      expect(registerCoupon.keySpaces?.(asked(), books)).toEqual([test])
    },
  )

  test('given an operator, then it is registered for the user, and audited without its code', () => {
    const asOperator = asked({ caller: { kind: 'OPERATOR', code: 'kim' } })
    const decision = decided({}, now, asOperator)
    if (isRefusal(decision)) throw new Error(decision.code)
    expect(decision.deed).toEqual({
      action: 'registerCoupon',
      targetType: 'Accrual',
      targetId: decision.accrual?.id,
      details: { contract: couponContract().id, amount: '1000' },
    })
  })
})
