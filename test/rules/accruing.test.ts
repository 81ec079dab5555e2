import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { LotId, WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { accruePoints } from '../../src/posting/accrue-points.ts'
import type { AccruePoints } from '../../src/posting/asks.ts'
import type { WalletRow } from '../../src/posting/rows.ts'
import { somePoints, someWallet } from '../support/arbitrary.ts'
import { accruing, books, hashOf, moment, type World, world } from '../support/books.ts'
import { account, contract, kstDate, lot, nth, wallet } from '../support/given.ts'

const testing = (found: World): World => ({
  ...found,
  contract: { ...found.contract, status: 'TESTING' },
})

/** The acceptance, or a failed test. */
function accepted(asked: AccruePoints, found: World, now = moment()) {
  const decision = accruePoints.decide(asked, books(found, now), now)
  if (isRefusal(decision)) throw new Error(decision.code)
  return decision
}

const row: WalletRow = {
  id: nth<WalletId>(1),
  accountId: account(1).id,
  status: 'ACTIVE',
  available: 11_000n,
  held: 0n,
  pending: 0n,
  nextDueAt: null,
  lastJournalId: null,
}

describe('an accrual that is accepted', () => {
  test('given a live contract, when points are granted, then the accrual tells how they landed and how long they live', () => {
    const full = wallet([lot({ id: nth(1), remaining: points(1_950_000n) })])
    const asked = accruing({ amount: points(100_000n), eventTitle: '여름 이벤트' })
    const { accrual } = accepted(asked, world({ wallets: [full] }), moment('2023-07-31T15:30:00Z'))
    expect(accrual).toEqual({
      id: expect.any(String),
      contractId: contract().id,
      walletId: full.id,
      status: 'COMPLETED',
      purpose: 'EVENT_PRIZE',
      amount: 100_000n,
      availableAmount: 50_000n,
      pendingAmount: 50_000n,
      refusedCode: null,
      idempotencyKey: 'grant-1',
      eventTitle: '여름 이벤트',
      validThrough: new Date('2028-08-31'),
      scheduledFor: null,
      createdAt: new Date('2023-07-31T15:30:00Z'),
      completedAt: new Date('2023-07-31T15:30:00Z'),
      test: false,
      recipientAccount: null,
      recipientPersonId: null,
    })
  })

  test('given an accrual, when it is answered, then it is the lot’s own id, with the wallet as it is then', () => {
    const { accrual, draft, answer, kept } = accepted(accruing(), world())
    expect(draft?.opened.map(({ id }) => id)).toEqual([accrual?.id])
    expect(kept).toEqual({ accrual: accrual?.id, wallet: nth<WalletId>(1) })
    expect(answer(() => row)).toEqual({
      ...kept,
      rows: { accrual, wallet: row },
      replayed: false,
    })
  })

  test('R19: given something due in the wallet, when points are granted, then that is carried out first, and its room is used', () => {
    const expiresAt = new Date('2024-01-31T15:00:00Z')
    const due = wallet([
      lot({ id: nth(1), remaining: points(1_500_000n), expiresAt }),
      lot({ id: nth(2), remaining: points(500_000n) }),
      lot({ id: nth(3), pending: points(10n) }),
    ])
    const { draft, accrual } = accepted(
      accruing({ amount: points(1_500_000n) }),
      world({ wallets: [due] }),
      moment('2024-01-31T15:00:00Z'),
    )
    expect(draft?.posted.map(({ journal }) => journal.kind)).toEqual([
      'EXPIRY',
      'PENDING_FILL',
      'ACCRUAL',
    ])
    expect(accrual).toMatchObject({ availableAmount: 1_499_990n, pendingAmount: 10n })
  })

  test.each([
    ['an account', { account: 'user-1' }],
    ['a person', { personHash: hashOf(account(1).person) }],
  ])(
    'R9: given a recipient named by %s, when points are granted, then they get them',
    (_, recipient) => {
      const accounts = [account(1), account(2, { status: 'CLOSED' })]
      expect(accepted(accruing({ recipient }), world({ accounts })).draft?.wallet.available).toBe(
        11_000n,
      )
    },
  )

  test('given an operator, when points are granted by any partner’s contract, then they may be', () => {
    const caller = { kind: 'OPERATOR', code: 'kim' } as const
    expect(accepted(accruing({ caller }), world()).deed).toEqual({
      action: 'accruePoints',
      targetType: 'Accrual',
      targetId: expect.any(String),
      details: { contract: contract().id, amount: '1000' },
    })
  })

  test('given an accrual, when it is to be decided, then its contract and recipient are locked', () => {
    expect(accruePoints.touches(accruing())).toEqual({
      contract: contract().id,
      recipient: { account: 'user-1' },
    })
  })
})

describe('R13: under a contract in testing, calls are checked in full and grant nothing', () => {
  test('given a contract in testing, when points are granted, then the answer tells how they would have landed, and nothing moves', () => {
    const { accrual, draft, onContract, kept } = accepted(accruing(), testing(world()))
    expect(accrual).toMatchObject({
      test: true,
      status: 'COMPLETED',
      availableAmount: 1_000n,
      pendingAmount: 0n,
    })
    expect([draft, onContract]).toEqual([undefined, undefined])
    expect(kept).toEqual({ accrual: accrual?.id, wallet: nth<WalletId>(1) })
  })

  test.each([
    ['TESTING', [true]],
    ['LIVE', [false]],
    ['ENDED', [false, true]],
  ] as const)(
    'given a contract that is %s, when a key is looked up, then among tests: %j',
    (status, spaces) => {
      const found = world({ contract: contract({ status }) })
      expect(accruePoints.keySpaces?.(accruing(), books(found))).toEqual(spaces)
    },
  )

  test('given no such contract, when a key is looked up, then among the live ones', () => {
    const asked = accruing({ contract: nth(9) })
    expect(accruePoints.keySpaces?.(asked, books(world()))).toEqual([false])
  })

  test('given any accrual, when the contract is in testing, then it is refused as it would be live, or not at all', () => {
    const told = fc.record({
      channel: fc.constantFrom('API' as const, 'COUPON' as const),
      partnerStatus: fc.constantFrom('ACTIVE' as const, 'SUSPENDED' as const),
      startsOn: fc.constantFrom(kstDate('2024-02-01'), kstDate('2024-02-02')),
      budget: fc.constantFrom(points(0n), points(999n), points(1_000n)),
    })
    const asked = fc.record({
      amount: somePoints(-1n, 2_000_002n),
      recipient: fc.constantFrom({ account: 'user-1' }, { account: 'user-2' }, { account: 'x' }),
    })
    const statuses = fc.constantFrom('ACTIVE' as const, 'FROZEN' as const, 'CLOSED' as const)
    fc.assert(
      fc.property(told, asked, statuses, (ofContract, ofCommand, status) => {
        const live = world({ contract: contract(ofContract), wallets: [wallet([], { status })] })
        const [real, tried] = [live, testing(live)].map((found) =>
          accruePoints.decide(accruing(ofCommand), books(found), moment()),
        )
        const outcome = (decision: object | undefined) =>
          decision && isRefusal(decision) ? decision : 'accepted'
        expect(outcome(tried)).toEqual(outcome(real))
      }),
    )
  })
})

describe('R35: a replay gives the first result again', () => {
  test('given any accrual, when what its key kept is read again, then it is the first answer, marked as replayed', () => {
    fc.assert(
      fc.property(someWallet, somePoints(1n, 2_000_000n), (before, amount) => {
        const { kept, answer } = accepted(accruing({ amount }), world({ wallets: [before] }))
        const stored: unknown = JSON.parse(JSON.stringify(kept))
        const first = answer(() => row)
        expect(accruePoints.replay?.(stored)).toEqual({ ...first, rows: null, replayed: true })
      }),
    )
  })

  test('given something else than what a key keeps, when it is to be replayed, then that is a defect', () => {
    expect(() => accruePoints.replay?.({ redemption: nth<LotId>(1) })).toThrow('accrual')
  })
})
