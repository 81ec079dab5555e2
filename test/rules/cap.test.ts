import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { grant, sources } from '../../src/domain/accrual.ts'
import { kstDateOf } from '../../src/domain/calendar.ts'
import { fill } from '../../src/domain/due.ts'
import type { LotId } from '../../src/domain/ids.ts'
import { minus, noPoints, plus, points, total, walletCap } from '../../src/domain/points.ts'
import { drawSoonestExpiring, redemptionJournal } from '../../src/domain/spending.ts'
import {
  type Draft,
  draftOf,
  type Lot,
  land,
  lotsOf,
  post,
  roomOf,
  type Wallet,
} from '../../src/domain/wallet.ts'
import { fullWallet, instant, somePoints, someWallet } from '../support/arbitrary.ts'
import { contract, lot, nth, wallet } from '../support/given.ts'

const oldId = nth<LotId>(1)
const newId = nth<LotId>(99)
const accruedAt = new Date('2024-03-01T00:00:00Z')

/** An accrual of that many points, into a wallet as it is. */
const accrue = (into: Wallet, amount: bigint, id = newId, at = accruedAt) =>
  grant(draftOf(into), contract(), {
    id,
    amount: points(amount),
    at,
    on: kstDateOf(at),
    source: sources.budget,
  })

/** Spends, then lets pending points in, as a redemption does. */
function spend(from: Wallet, amount: bigint): Draft {
  const draws = drawSoonestExpiring(lotsOf(from), points(amount))
  if ('code' in draws) throw new Error(draws.code)
  const about = { redemption: nth<never>(1), merchant: nth<never>(1) }
  return fill(post(draftOf(from), redemptionJournal(draws, about)))
}

const ofWallet = ({ available, held, pending }: Wallet) => ({ available, held, pending })
const heldIn = ({ available, held, pending }: Wallet) => total([available, held, pending])
const heldInLot = ({ remaining, held, pending }: Lot) => total([remaining, held, pending])

describe('R3: what comes above 2,000,000 points becomes pending, and the accrual succeeds', () => {
  test.each([
    [1_950_000n, 0n, 100_000n, 50_000n, 50_000n],
    [0n, 0n, 1n, 1n, 0n],
    [0n, 0n, 2_000_000n, 2_000_000n, 0n],
    [1n, 0n, 2_000_000n, 1_999_999n, 1n],
    [1_999_999n, 0n, 1n, 1n, 0n],
    [2_000_000n, 0n, 1n, 0n, 1n],
    [2_000_000n, 0n, 2_000_000n, 0n, 2_000_000n],
    [1_000_000n, 900_000n, 200_000n, 100_000n, 100_000n],
    [0n, 2_000_000n, 5n, 0n, 5n],
    [0n, 1_999_999n, 5n, 1n, 4n],
  ])(
    'given %s available and %s held, when %s are accrued, then %s become available and %s pending',
    (available, held, amount, landed, waiting) => {
      const before = wallet([lot({ id: oldId, remaining: points(available), held: points(held) })])

      const { draft, landing } = accrue(before, amount)

      expect(landing).toEqual({ available: landed, pending: waiting })
      expect(ofWallet(draft.wallet)).toEqual({
        available: available + landed,
        held,
        pending: waiting,
      })
      expect(draft.opened).toMatchObject([
        { id: newId, amount, remaining: landed, held: 0n, pending: waiting, expired: 0n },
      ])
    },
  )

  test('given a full wallet, when points are accrued without end, then pending has no limit of its own', () => {
    let full = wallet([lot({ id: oldId, remaining: walletCap })])
    for (let n = 100; n < 110; n++) full = accrue(full, 2_000_000n, nth<LotId>(n)).draft.wallet
    expect(ofWallet(full)).toEqual({ available: 2_000_000n, held: 0n, pending: 20_000_000n })
  })

  test.each([
    [0n, 0n, 2_000_000n],
    [1_950_000n, 0n, 50_000n],
    [1_950_000n, 50_000n, 0n],
    [0n, 1n, 1_999_999n],
  ])(
    'given %s available and %s held, when room is asked for, then it is %s: a hold makes none',
    (available, held, room) => {
      expect(roomOf({ available: points(available), held: points(held) })).toBe(room)
    },
  )

  test('given any wallet, when any amount lands, then none is lost, the cap holds, and points wait only where it is full', () => {
    fc.assert(
      fc.property(someWallet, somePoints(1n, 2_000_000n), (before, amount) => {
        const { available, pending } = land(before, amount)
        const room = minus(roomOf(before), available)
        expect(plus(available, pending)).toBe(amount)
        expect([available, pending, room].every((each) => each >= noPoints)).toBe(true)
        if (pending > noPoints) expect(room).toBe(noPoints)
      }),
    )
  })

  test('given any wallet, when amounts are accrued one after another, then it holds exactly that much more', () => {
    const amounts = fc.array(somePoints(1n, 2_000_000n), { maxLength: 6 })
    fc.assert(
      fc.property(someWallet, amounts, instant, (before, granted, at) => {
        let after = before
        for (const [n, amount] of granted.entries())
          after = accrue(after, amount, nth<LotId>(100 + n), at).draft.wallet
        expect(heldIn(after)).toBe(plus(heldIn(before), total(granted)))
        expect(total(lotsOf(after).map(heldInLot))).toBe(heldIn(after))
        expect(after.available + after.held <= walletCap).toBe(true)
      }),
    )
  })
})

describe('R4: pending points fill the room that spending makes, at once', () => {
  const spent = lot({
    id: oldId,
    remaining: walletCap,
    expiresAt: new Date('2025-01-31T15:00:00Z'),
  })
  const waiting = lot({ id: nth<LotId>(2), pending: points(50_000n) })

  test.each([
    [30_000n, 2_000_000n, 20_000n],
    [1n, 2_000_000n, 49_999n],
    [50_000n, 2_000_000n, 0n],
    [50_001n, 1_999_999n, 0n],
    [2_000_000n, 50_000n, 0n],
  ])(
    'given 2,000,000 available and 50,000 pending, when %s are spent, then %s are available and %s pending',
    (asked, available, pending) => {
      const { wallet: after, posted } = spend(wallet([spent, waiting]), asked)
      expect(ofWallet(after)).toEqual({ available, held: 0n, pending })
      expect(posted.map(({ journal }) => journal.kind)).toEqual(['REDEMPTION', 'PENDING_FILL'])
    },
  )

  const nameOf = new Map([
    [nth<LotId>(2), 'older'],
    [nth<LotId>(3), 'twin'],
    [nth<LotId>(4), 'younger'],
  ])
  const queue = [
    lot({ id: nth(4), pending: points(10n), accruedAt: new Date('2024-01-03T00:00:00Z') }),
    lot({ id: nth(3), pending: points(20n), accruedAt: new Date('2024-01-02T00:00:00Z') }),
    lot({ id: nth(2), pending: points(30n), accruedAt: new Date('2024-01-02T00:00:00Z') }),
  ]

  test.each([
    [1n, 'older:1'],
    [30n, 'older:30'],
    [31n, 'older:30 twin:1'],
    [50n, 'older:30 twin:20'],
    [55n, 'older:30 twin:20 younger:5'],
    [61n, 'older:30 twin:20 younger:10'],
  ])(
    'given three waiting accruals, two of one instant, when %s are spent, then the oldest come in first: %s',
    (asked, expected) => {
      const filled = spend(wallet([spent, ...queue]), asked).posted.at(-1)?.journal.entries ?? []
      const came = filled.filter(({ account }) => account === 'WALLET_AVAILABLE')
      const text = came.map((entry) => `${entry.lot && nameOf.get(entry.lot)}:${entry.amount}`)
      expect(text.join(' ')).toBe(expected)
    },
  )

  test('given nothing pending, when points are spent, then no fill is posted', () => {
    const { posted } = spend(wallet([spent]), 5n)
    expect(posted.map(({ journal }) => journal.kind)).toEqual(['REDEMPTION'])
  })

  test('given nothing pending, when a fill is tried, then the lots need not be loaded', () => {
    const unread = wallet([], { available: points(10n), lots: undefined })
    expect(fill(draftOf(unread))).toEqual(draftOf(unread))
    const waits = { ...unread, pending: points(1n) }
    expect(() => fill(draftOf(waits))).toThrow('were not loaded')
  })

  test('given no room, when a fill is tried, then nothing is posted', () => {
    const full = wallet([spent, waiting])
    expect(fill(draftOf(full))).toEqual(draftOf(full))
  })

  test('given any wallet, when it is filled, then points only change from pending to available, until none wait or none fit', () => {
    fc.assert(
      fc.property(someWallet, (before) => {
        const { wallet: after, posted } = fill(draftOf(before))
        expect(after.held).toBe(before.held)
        expect(plus(after.available, after.pending)).toBe(plus(before.available, before.pending))
        expect(after.pending === noPoints || roomOf(after) === noPoints).toBe(true)
        expect(after.available + after.held <= walletCap).toBe(true)
        expect(lotsOf(after).map(heldInLot)).toEqual(lotsOf(before).map(heldInLot))
        expect(posted.length).toBe(after.pending === before.pending ? 0 : 1)
      }),
    )
  })

  test('given any wallet, when it is filled, then no accrual still waits while a younger one came in', () => {
    const isOlder = (a: Lot, b: Lot) =>
      a.accruedAt < b.accruedAt || (a.accruedAt.getTime() === b.accruedAt.getTime() && a.id < b.id)
    fc.assert(
      fc.property(someWallet, (before) => {
        const after = lotsOf(fill(draftOf(before)).wallet)
        const came = after.filter((each, n) => each.remaining !== lotsOf(before)[n]?.remaining)
        const waits = after.filter(({ pending }) => pending > noPoints)
        expect(came.some((young) => waits.some((old) => isOlder(old, young)))).toBe(false)
      }),
    )
  })

  test('given a full wallet, when any part of it is spent, then what waits takes its place, and nothing else changes', () => {
    fc.assert(
      fc.property(fullWallet, fc.bigInt({ min: 1n, max: 2_000_000n }), (before, wanted) => {
        fc.pre(before.available > noPoints)
        const asked = 1n + (wanted % before.available)
        const { wallet: after } = spend(before, asked)
        const came = asked < before.pending ? asked : before.pending
        expect(ofWallet(after)).toEqual({
          available: before.available - asked + came,
          held: before.held,
          pending: before.pending - came,
        })
      }),
    )
  })
})
