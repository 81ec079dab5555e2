import { describe, expect, test } from '@jest/globals'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import type { WalletId } from '../../src/domain/ids.ts'
import { noPoints, points, total, won } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { RedeemPoints } from '../../src/posting/asks.ts'
import { redeemPoints } from '../../src/posting/redeem-points.ts'
import type { WalletRow } from '../../src/posting/rows.ts'
import { aroundExpiry, someLots, somePoints } from '../support/arbitrary.ts'
import { books, merchant, moment, redeeming, type World, world } from '../support/books.ts'
import { account, lot, nth, wallet } from '../support/given.ts'

const decide = (asked: RedeemPoints, found: World, now = moment()) =>
  redeemPoints.decide(asked, books(found, now), now)

/** The acceptance, or a failed test. */
function accepted(asked: RedeemPoints, found: World, now = moment()) {
  const decision = decide(asked, found, now)
  if (isRefusal(decision)) throw new Error(decision.code)
  return decision
}

const row: WalletRow = {
  id: nth<WalletId>(1),
  accountId: account(1).id,
  status: 'ACTIVE',
  available: 9_000n,
  held: 0n,
  pending: 0n,
  nextDueAt: null,
  lastJournalId: null,
}

describe('a redemption that is accepted', () => {
  test('given enough points, when they are spent, then the redemption is captured in one step', () => {
    const asked = redeeming({ discountAmount: won(500n) })
    expect(accepted(asked, world()).redemption).toEqual({
      id: expect.any(String),
      walletId: nth<WalletId>(1),
      merchantId: merchant().id,
      orderId: 'order-1',
      status: 'CAPTURED',
      orderAmount: 10_000n,
      discountAmount: 500n,
      points: 1_000n,
      capturedPoints: 1_000n,
      refundedPoints: 0n,
      foreignAmount: null,
      foreignCurrency: null,
      foreignRate: null,
      holdExpiresAt: null,
      createdAt: new Date('2024-02-01T00:00:00Z'),
    })
  })

  test('R24: given an order abroad, when points are spent, then the redemption keeps amount, currency and rate', () => {
    const found = world({ merchant: merchant({ currency: 'MOP' }) })
    const foreign = { amount: '1234.50', currency: 'MOP', rate: '171.3333' }
    const { redemption } = accepted(redeeming({ orderAmount: won(211_511n), foreign }), found)
    expect(redemption).toMatchObject({
      foreignAmount: new Decimal('1234.5'),
      foreignCurrency: 'MOP',
      foreignRate: new Decimal('171.3333'),
    })
  })

  test('given a redemption, when it is answered, then its journal names it and its merchant', () => {
    const { redemption, draft, answer, kept } = accepted(redeeming(), world())
    expect(draft?.posted.map(({ journal }) => [journal.redemption, journal.merchant])).toEqual([
      [redemption?.id, merchant().id],
    ])
    expect(kept).toEqual({ redemption: redemption?.id, wallet: nth<WalletId>(1) })
    expect(answer(() => row)).toEqual({
      ...kept,
      rows: { redemption, wallet: row },
      replayed: false,
    })
  })

  test('given an operator, when points are spent at any merchant, then they may be', () => {
    const caller = { kind: 'OPERATOR', code: 'kim' } as const
    expect(accepted(redeeming({ caller }), world()).deed).toEqual({
      targetType: 'Redemption',
      targetId: expect.any(String),
      details: { merchant: 'cafe', points: '1000' },
    })
  })

  test('given a redemption, when it is to be decided, then account, merchant and order are locked, and the lots read', () => {
    expect(redeemPoints.touches(redeeming())).toEqual({
      recipient: { account: 'user-1' },
      merchant: 'cafe',
      orderId: 'order-1',
      lots: true,
    })
  })

  test('given a sibling account of the same person, when one is named, then its own points are spent', () => {
    const accounts = [account(2), account(1)]
    const other = wallet([lot({ id: nth(9), remaining: points(5n) })], { id: account(2).wallet })
    const found = world({ accounts, wallets: [other, ...world().wallets] })
    expect(accepted(redeeming(), found).draft?.wallet).toMatchObject({
      id: account(1).wallet,
      available: 9_000n,
    })
  })
})

describe('R19: expired points are never spent, even before the expiry job has run', () => {
  const expiresAt = new Date('2024-01-31T15:00:00Z')
  const halves = wallet([
    lot({ id: nth(1), remaining: points(600n), expiresAt }),
    lot({ id: nth(2), remaining: points(400n) }),
  ])

  test.each([
    ['2024-01-31T14:59:59.999Z', 1_000n, 'accepted', 0n],
    ['2024-01-31T14:59:59.999Z', 1_001n, 'INSUFFICIENT_POINTS', undefined],
    ['2024-01-31T15:00:00.000Z', 400n, 'accepted', 0n],
    ['2024-01-31T15:00:00.000Z', 401n, 'INSUFFICIENT_POINTS', undefined],
    ['2024-01-31T15:00:00.000Z', 100n, 'accepted', 300n],
  ])(
    'given that it is %s, when %s of 1,000 points are spent, 600 of which expire, then the answer is %s',
    (at, asked, says, left) => {
      const decision = decide(
        redeeming({ points: points(asked) }),
        world({ wallets: [halves] }),
        moment(at),
      )
      if (isRefusal(decision)) expect(decision).toEqual({ code: says, path: ['input', 'points'] })
      else expect([says, decision.draft?.wallet.available]).toEqual(['accepted', left])
    },
  )

  test('R4: given points due and points waiting, when others are spent, then expiry, fill, spending and fill follow each other', () => {
    const found = world({
      wallets: [
        wallet([
          lot({ id: nth(1), remaining: points(1_000n), expiresAt }),
          lot({ id: nth(2), remaining: points(1_999_000n) }),
          lot({ id: nth(3), pending: points(5_000n) }),
        ]),
      ],
    })
    const { draft } = accepted(redeeming(), found, moment('2024-01-31T15:00:00Z'))
    expect(draft?.posted.map(({ journal }) => journal.kind)).toEqual([
      'EXPIRY',
      'PENDING_FILL',
      'REDEMPTION',
      'PENDING_FILL',
    ])
    expect(draft?.wallet).toMatchObject({ available: 2_000_000n, pending: 3_000n })
  })

  test('given any wallet at any time, when points are spent, then exactly those that live suffice', () => {
    fc.assert(
      fc.property(someLots, aroundExpiry, somePoints(1n, 1_000_000n), (lots, at, asked) => {
        const found = world({ wallets: [wallet(lots)] })
        const order = redeeming({ points: asked, orderAmount: won(1_000_000n) })
        const now = moment(at.toISOString())
        const decision = decide(order, found, now)
        const next = found.wallets[0]?.nextDueAt
        const living = lots.filter(({ expiresAt }) => expiresAt > at)
        // Where something was due, what waited has filled the room before.
        const has = total(
          next && next <= at
            ? living.flatMap(({ remaining, pending }) => [remaining, pending])
            : lots.map(({ remaining }) => remaining),
        )
        const held = total(lots.map((each) => each.held))
        const most = has < 2_000_000n - held ? has : 2_000_000n - held
        expect(isRefusal(decision)).toBe(asked > most)
        if (isRefusal(decision)) return
        const spent = (decision.draft?.posted ?? []).flatMap(({ journal }) =>
          journal.kind === 'REDEMPTION' ? journal.entries : [],
        )
        const dead = new Set(lots.filter((each) => each.expiresAt <= at).map(({ id }) => id))
        expect(spent.some(({ lot }) => lot && dead.has(lot))).toBe(false)
        expect(decision.redemption?.capturedPoints).toBe(asked)
      }),
    )
  })
})

describe('R35: a replay gives the first result again', () => {
  test('given any redemption, when what its key kept is read again, then it is the first answer, marked as replayed', () => {
    fc.assert(
      fc.property(somePoints(1n, 10_000n), (asked) => {
        const { kept, answer } = accepted(redeeming({ points: asked }), world())
        const stored: unknown = JSON.parse(JSON.stringify(kept))
        const first = answer(() => row)
        expect(redeemPoints.replay?.(stored)).toEqual({ ...first, rows: null, replayed: true })
      }),
    )
  })

  test('given something else than what a key keeps, when it is to be replayed, then that is a defect', () => {
    expect(() => redeemPoints.replay?.({ accrual: nth<WalletId>(1) })).toThrow('redemption')
  })
})

describe('R26: a closed or frozen wallet spends nothing, whatever it holds', () => {
  test.each(['FROZEN', 'CLOSED'] as const)(
    'given a wallet that is %s, when points are spent, then that is refused',
    (status) => {
      const found = world({ wallets: world().wallets.map((each) => ({ ...each, status })) })
      expect(decide(redeeming({ points: noPoints }), found)).toEqual({
        code: 'WALLET_NOT_ACTIVE',
        path: ['input', 'account'],
      })
    },
  )
})
