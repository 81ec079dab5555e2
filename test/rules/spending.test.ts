import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ContractId, LotId, MerchantId, RedemptionId } from '../../src/domain/ids.ts'
import { isBalanced } from '../../src/domain/ledger.ts'
import { minus, noPoints, points, total, won } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import {
  cashReceiptEligibleAmount,
  drawSoonestExpiring,
  isWithinOrder,
  otherAmountOf,
  type RedemptionStatus,
  redemptionJournal,
} from '../../src/domain/spending.ts'
import { type Draw, draftOf, type Lot, post } from '../../src/domain/wallet.ts'
import { someLots, somePoints } from '../support/arbitrary.ts'
import { lot, nth, wallet } from '../support/given.ts'

const drawn = (lots: readonly Lot[], asked: bigint): readonly Draw[] => {
  const draws = drawSoonestExpiring(lots, points(asked))
  if (isRefusal(draws)) throw new Error(draws.code)
  return draws
}

describe('R19: spending takes what expires first, of the same expiry the older accrual', () => {
  const [soon, late] = [new Date('2024-06-30T15:00:00Z'), new Date('2024-07-31T15:00:00Z')]
  const [first, then] = [new Date('2024-01-01T00:00:00Z'), new Date('2024-01-01T00:00:01Z')]
  const names = ['', 'late', 'soon', 'soonOlder', 'soonTwin']
  const lots = [
    lot({ id: nth(1), remaining: points(50n), expiresAt: late, accruedAt: first }),
    lot({ id: nth(4), remaining: points(10n), expiresAt: soon, accruedAt: then }),
    lot({ id: nth(2), remaining: points(20n), expiresAt: soon, accruedAt: then }),
    lot({ id: nth(3), remaining: points(20n), expiresAt: soon, accruedAt: first }),
    lot({ id: nth(5), held: points(70n), expiresAt: soon, accruedAt: first }),
    lot({ id: nth(6), pending: points(70n), expiresAt: soon, accruedAt: first }),
  ]

  test.each([
    [1n, 'soonOlder:1'],
    [20n, 'soonOlder:20'],
    [21n, 'soonOlder:20 soon:1'],
    [40n, 'soonOlder:20 soon:20'],
    [50n, 'soonOlder:20 soon:20 soonTwin:10'],
    [51n, 'soonOlder:20 soon:20 soonTwin:10 late:1'],
    [100n, 'soonOlder:20 soon:20 soonTwin:10 late:50'],
    [101n, 'INSUFFICIENT_POINTS at input.points'],
  ])(
    'given 100 points in four lots, when %s are spent, then they come from %s: held and pending ones stay',
    (wanted, expected) => {
      const draws = drawSoonestExpiring(lots, points(wanted))
      const text = isRefusal(draws)
        ? `${draws.code} at ${draws.path?.join('.')}`
        : draws.map(({ lot, points }) => `${names[Number(lot.id.slice(-2))]}:${points}`).join(' ')
      expect(text).toBe(expected)
    },
  )

  test('given any lots, when points are spent, then the draws add up to them, or the lots hold fewer', () => {
    fc.assert(
      fc.property(someLots, somePoints(1n, 1_100_000n), (all, asked) => {
        const draws = drawSoonestExpiring(all, asked)
        const has = total(all.map(({ remaining }) => remaining))
        expect(isRefusal(draws)).toBe(has < asked)
        if (isRefusal(draws)) return
        expect(total(draws.map((draw) => draw.points))).toBe(asked)
        expect(draws.every((draw) => draw.points > noPoints)).toBe(true)
        expect(draws.every((draw) => draw.points <= draw.lot.remaining)).toBe(true)
        expect(new Set(draws.map((draw) => draw.lot.id)).size).toBe(draws.length)
      }),
    )
  })

  test('given any lots, when points are spent, then nothing that expires later is touched while something sooner remains', () => {
    const comesFirst = (a: Lot, b: Lot) => {
      const [at, bt] = [a, b].map(({ expiresAt, accruedAt, id }) =>
        [expiresAt.toISOString(), accruedAt.toISOString(), id].join(),
      )
      return (at ?? '') < (bt ?? '')
    }
    fc.assert(
      fc.property(someLots, somePoints(1n, 1_000_000n), (all, asked) => {
        const draws = drawSoonestExpiring(all, asked)
        fc.pre(!isRefusal(draws))
        const takenOf = new Map(draws.map((draw) => [draw.lot.id, draw.points]))
        const left = all.filter((each) => each.remaining > (takenOf.get(each.id) ?? noPoints))
        const touched = all.filter(({ id }) => takenOf.has(id))
        expect(touched.some((late) => left.some((soon) => comesFirst(soon, late)))).toBe(false)
      }),
    )
  })

  test('given lots in any order, when points are spent, then the same ones are drawn', () => {
    fc.assert(
      fc.property(someLots, somePoints(1n, 1_000_000n), (all, asked) => {
        expect(drawSoonestExpiring(all.toReversed(), asked)).toEqual(
          drawSoonestExpiring(all, asked),
        )
      }),
    )
  })
})

describe('R34: what is spent goes from the lots to what the merchant is owed', () => {
  const about = { redemption: nth<RedemptionId>(7), merchant: nth<MerchantId>(8) }

  test('given lots of two contracts, when they are spent, then the merchant is owed by each', () => {
    const [one, two] = [nth<ContractId>(1), nth<ContractId>(2)]
    const lots = [
      lot({ id: nth(1), contract: one, remaining: points(10n) }),
      lot({ id: nth(2), contract: two, remaining: points(20n) }),
      lot({ id: nth(3), contract: one, remaining: points(30n) }),
    ]
    const taken = { account: 'WALLET_AVAILABLE', merchant: null }
    const owed = { account: 'MERCHANT_PAYABLE', lot: null, merchant: about.merchant }
    expect(redemptionJournal(drawn(lots, 45n), about)).toEqual({
      kind: 'REDEMPTION',
      ...about,
      entries: [
        { ...taken, contract: one, lot: nth<LotId>(1), amount: -10n },
        { ...taken, contract: two, lot: nth<LotId>(2), amount: -20n },
        { ...taken, contract: one, lot: nth<LotId>(3), amount: -15n },
        { ...owed, contract: one, amount: 25n },
        { ...owed, contract: two, amount: 20n },
      ],
    })
  })

  test('given any wallet, when points are spent, then its balances fall by them, and the merchant is owed them', () => {
    fc.assert(
      fc.property(someLots, somePoints(1n, 1_000_000n), (lots, asked) => {
        const before = wallet(lots)
        fc.pre(before.available >= asked)
        const journal = redemptionJournal(drawn(lots, asked), about)
        const { wallet: after, posted } = post(draftOf(before), journal)
        const owed = journal.entries.filter(({ merchant }) => merchant === about.merchant)
        expect(isBalanced(journal.entries)).toBe(true)
        expect(total(owed.map(({ amount }) => amount))).toBe(asked)
        expect(after.available).toBe(minus(before.available, asked))
        expect([after.held, after.pending]).toEqual([before.held, before.pending])
        expect(total((after.lots ?? []).map(({ remaining }) => remaining))).toBe(after.available)
        expect(posted[0]?.balanceAfter).toBe(after.available + after.held)
      }),
    )
  })
})

const amounts = (orderAmount: bigint, discountAmount: bigint, spent: bigint) => ({
  orderAmount: won(orderAmount),
  discountAmount: won(discountAmount),
  points: points(spent),
})

describe('R21: points combine with discounts, up to the amount of the order', () => {
  test.each([
    [10_000n, 0n, 10_000n, true],
    [10_000n, 0n, 10_001n, false],
    [10_000n, 9_000n, 1_000n, true],
    [10_000n, 9_000n, 1_001n, false],
    [10_000n, 10_000n, 1n, false],
    [10_000n, 0n, 1n, true],
    [3_000_000_000n, 1_000_000_000n, 2_000_000_000n, true],
    [3_000_000_000n, 1_000_000_001n, 2_000_000_000n, false],
  ])(
    'given an order of %s won with a discount of %s, when %s points are spent, then that is within it: %s',
    (order, discount, spent, is) => {
      expect(isWithinOrder(amounts(order, discount, spent))).toBe(is)
    },
  )

  test.each<[RedemptionStatus, bigint, bigint]>([
    ['AUTHORIZED', 0n, 5_000n],
    ['CAPTURED', 4_000n, 5_000n],
    ['CAPTURED', 1_000n, 8_000n],
    ['PARTIALLY_REFUNDED', 4_000n, 5_000n],
    ['REFUNDED', 4_000n, 5_000n],
    ['REFUNDED', 1_000n, 8_000n],
    ['VOIDED', 0n, 0n],
    ['LAPSED', 0n, 0n],
  ])(
    'given 10,000 won, a discount of 1,000 and 4,000 points, when it is %s with %s captured, then %s won are paid otherwise',
    (status, captured, other) => {
      const redemption = { ...amounts(10_000n, 1_000n, 4_000n), status }
      expect(otherAmountOf({ ...redemption, capturedPoints: points(captured) })).toBe(other)
    },
  )

  test('given any order, when points within it are captured, then points, discount and the rest pay for all of it', () => {
    const upTo = fc.bigInt({ min: 0n, max: 2n ** 53n })
    fc.assert(
      fc.property(upTo, upTo, upTo, (order, discount, spent) => {
        const told = amounts(order, discount, spent)
        expect(isWithinOrder(told)).toBe(discount + spent <= order)
        fc.pre(isWithinOrder(told))
        const other = otherAmountOf({ ...told, status: 'CAPTURED', capturedPoints: told.points })
        expect(other + discount + spent).toBe(order)
        expect(other >= 0n).toBe(true)
      }),
    )
  })
})

describe('R23: points get no cash receipt, and nothing does abroad', () => {
  test.each([
    ['KR', 'CAPTURED', 5_000n],
    ['KR', 'VOIDED', 0n],
    ['JP', 'CAPTURED', 0n],
    ['SG', 'CAPTURED', 0n],
    ['MO', 'CAPTURED', 0n],
  ] as const)(
    'given 5,000 won left to pay, when the merchant is in %s and it is %s, then a receipt could cover %s',
    (country, status, eligible) => {
      const captured = {
        ...amounts(10_000n, 1_000n, 4_000n),
        status,
        capturedPoints: points(4_000n),
      }
      expect(cashReceiptEligibleAmount(captured, country)).toBe(eligible)
    },
  )

  test('given any order at home, when it is paid, then a receipt covers what is neither points nor discount', () => {
    const upTo = fc.bigInt({ min: 0n, max: 2n ** 40n })
    fc.assert(
      fc.property(upTo, upTo, upTo, (other, discount, spent) => {
        const told = amounts(other + discount + spent, discount, spent)
        const captured = { ...told, status: 'CAPTURED' as const, capturedPoints: told.points }
        expect(cashReceiptEligibleAmount(captured, 'KR')).toBe(other)
        expect(cashReceiptEligibleAmount(captured, 'JP')).toBe(0n)
      }),
    )
  })
})
