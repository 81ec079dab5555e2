import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { carryOutDue } from '../../src/domain/due.ts'
import type { ContractId, MerchantId, RedemptionId } from '../../src/domain/ids.ts'
import { isBalanced } from '../../src/domain/ledger.ts'
import {
  minus,
  noPoints,
  type Points,
  plus,
  points,
  smaller,
  total,
} from '../../src/domain/points.ts'
import {
  type Refundable,
  refund,
  refundableOf,
  returnedDraws,
  statusAfterRefund,
} from '../../src/domain/refunding.ts'
import { type Draw, draftOf, type Lot } from '../../src/domain/wallet.ts'
import { aroundExpiry, someLots, somePoints } from '../support/arbitrary.ts'
import { nth, wallet } from '../support/given.ts'
import { byLot, draw, holdingWallet, holdOn, lotNo } from '../support/holds.ts'

const about = { redemption: nth<RedemptionId>(1), merchant: nth<MerchantId>(1) }
const at = new Date('2024-02-01T00:00:00Z')
const past = new Date('2024-01-31T15:00:00Z')

const redeemed = (captured: bigint, refunded = 0n): Refundable => ({
  capturedPoints: points(captured),
  refundedPoints: points(refunded),
})

describe('R25: what can be refunded is what was captured and not yet refunded', () => {
  test.each([
    [100n, 0n, 100n, 'PARTIALLY_REFUNDED'],
    [100n, 99n, 1n, 'PARTIALLY_REFUNDED'],
    [100n, 100n, 0n, 'REFUNDED'],
  ])(
    'given %s captured and %s refunded, then %s are left, and it is %s',
    (captured, refunded, left, status) => {
      expect(refundableOf(redeemed(captured, refunded))).toBe(left)
      expect(statusAfterRefund(redeemed(captured, refunded))).toBe(status)
    },
  )
})

describe('R25: points return in the reverse of the order in which they were taken', () => {
  const taken = [draw(lotNo(1), 10n), draw(lotNo(2), 20n), draw(lotNo(3), 30n)]

  test.each([
    [60n, 0n, 5n, [draw(lotNo(3), 5n)]],
    [60n, 0n, 30n, [draw(lotNo(3), 30n)]],
    [60n, 0n, 31n, [draw(lotNo(3), 30n), draw(lotNo(2), 1n)]],
    [60n, 5n, 31n, [draw(lotNo(3), 25n), draw(lotNo(2), 6n)]],
    [60n, 30n, 30n, [draw(lotNo(2), 20n), draw(lotNo(1), 10n)]],
    [60n, 59n, 1n, [draw(lotNo(1), 1n)]],
    [25n, 0n, 25n, [draw(lotNo(2), 15n), draw(lotNo(1), 10n)]],
    [25n, 15n, 1n, [draw(lotNo(1), 1n)]],
    [5n, 0n, 5n, [draw(lotNo(1), 5n)]],
  ])(
    'given 60 held, %s captured and %s refunded, when %s more return, then they are %j',
    (captured, refunded, more, returned) => {
      expect(returnedDraws(taken, redeemed(captured, refunded), points(more))).toEqual(returned)
    },
  )

  const someTaken = fc
    .array(somePoints(1n, 50n), { minLength: 1, maxLength: 6 })
    .map((amounts) => amounts.map((amount, n) => draw(lotNo(n + 1), amount)))
  const sum = (draws: readonly Draw[]) => total(draws.map((each) => each.points))

  test('given any steps in which a redemption is refunded, then together they return what one step would, and nothing else', () => {
    const someSteps = fc.array(somePoints(1n, 60n), { maxLength: 8 })
    fc.assert(
      fc.property(someTaken, somePoints(1n, 300n), someSteps, (draws, most, steps) => {
        const captured = smaller(most, sum(draws))
        let done = noPoints
        const returned: Draw[] = []
        for (const step of steps) {
          if (done + step > captured) continue
          returned.push(...returnedDraws(draws, redeemed(captured, done), step))
          done = plus(done, step)
        }
        expect(sum(returned)).toBe(done)
        expect([...byLot(returned)]).toEqual([
          ...byLot(returnedDraws(draws, redeemed(captured), done)),
        ])
      }),
    )
  })

  test('given any capture, when all of it is refunded, then each lot gets back what was taken from it, the last first', () => {
    fc.assert(
      fc.property(someTaken, somePoints(1n, 300n), (draws, most) => {
        const captured = smaller(most, sum(draws))
        const returned = returnedDraws(draws, redeemed(captured), captured)
        const order = returned.map(({ lot }) => lot.id)
        expect(sum(returned)).toBe(captured)
        expect(order).toEqual(order.toSorted().toReversed())
        expect(order.at(-1)).toBe(draws[0]?.lot.id)
        for (const each of returned.slice(1)) expect(draws).toContainEqual(each)
      }),
    )
  })
})

describe('R25: how points that return land', () => {
  const refunded = (lots: readonly Lot[], returned: readonly Draw[], now = at) =>
    refund(draftOf(wallet(lots)), returned, about, now)
  const kindsOf = ({ draft }: ReturnType<typeof refunded>) =>
    draft.posted.map(({ journal }) => journal.kind)

  test('given room, then they are available in their own lots, from what the merchant is owed', () => {
    const two = nth<ContractId>(2)
    const lots = [lotNo(1, { remaining: points(5n) }), lotNo(2, { contract: two })]
    const done = refunded(
      lots,
      lots.toReversed().map((lot) => draw(lot, 10n)),
    )
    expect(done.expired).toBe(0n)
    expect(done.draft.wallet).toMatchObject({ available: 25n, pending: 0n })
    const none = { merchant: null }
    const owed = { account: 'MERCHANT_PAYABLE', lot: null, merchant: about.merchant, amount: -10n }
    const [a, b] = [nth<ContractId>(1), two]
    expect(done.draft.posted).toEqual([
      {
        balanceAfter: 25n,
        journal: {
          kind: 'REFUND',
          ...about,
          entries: [
            { ...owed, contract: b },
            { ...owed, contract: a },
            { account: 'WALLET_AVAILABLE', lot: lots[1]?.id, amount: 10n, contract: b, ...none },
            { account: 'WALLET_AVAILABLE', lot: lots[0]?.id, amount: 10n, contract: a, ...none },
          ],
        },
      },
    ])
  })

  test('given a wallet at its cap, then they wait', () => {
    const lots = [lotNo(1, { remaining: points(2_000_000n) }), lotNo(2)]
    const done = refunded(lots, [draw(lotNo(2), 10n)])
    expect(kindsOf(done)).toEqual(['REFUND'])
    expect(done.draft.wallet).toMatchObject({ available: 2_000_000n, pending: 10n })
    expect(done.draft.wallet.lots?.[1]).toMatchObject({ remaining: 0n, pending: 10n })
  })

  test('given room for a part, then it is taken in the order in which they return', () => {
    const lots = [lotNo(1, { remaining: points(1_999_985n) }), lotNo(2), lotNo(3)]
    const done = refunded(lots, [draw(lotNo(3), 10n), draw(lotNo(2), 10n)])
    expect(done.draft.wallet).toMatchObject({ available: 2_000_000n, pending: 5n })
    expect(done.draft.wallet.lots).toMatchObject([
      {},
      { remaining: 5n, pending: 5n },
      { remaining: 10n, pending: 0n },
    ])
  })

  test('given that other points are held, then these take room too', () => {
    const lots = [lotNo(1, { held: points(1_999_999n) }), lotNo(2)]
    const hold = holdOn([draw(lotNo(1), 1_999_999n)], { endsAt: new Date('2024-03-01T00:00:00Z') })
    const { draft } = refund(draftOf(holdingWallet(lots, [hold])), [draw(lotNo(2), 10n)], about, at)
    expect(draft.wallet).toMatchObject({ available: 1n, held: 1_999_999n, pending: 9n })
    expect(draft.wallet.holds).toEqual([hold])
  })

  test.each([
    [past, 10n],
    [at, 10n],
    [new Date(at.getTime() + 1), 0n],
  ])(
    'given a lot that expires at %o, when it is midnight, then %s of 10 expire',
    (expiresAt, expired) => {
      const done = refunded([lotNo(1, { expiresAt })], [draw(lotNo(1), 10n)])
      expect(done.expired).toBe(expired)
      expect(done.draft.wallet.available).toBe(10n - expired)
    },
  )

  test('given an expired lot, then they pass through pending, take nobody’s room, and expire at once', () => {
    const expired = lotNo(2, { expiresAt: past, expired: points(3n) })
    const lots = [lotNo(1, { remaining: points(1_999_995n) }), expired, lotNo(3)]
    const done = refunded(lots, [draw(expired, 100n), draw(lotNo(3), 10n)])
    expect(done.expired).toBe(100n)
    expect(
      done.draft.posted.map(({ journal, balanceAfter }) => [journal.kind, balanceAfter]),
    ).toEqual([
      ['REFUND', 2_000_000n],
      ['EXPIRY', 2_000_000n],
    ])
    expect(done.draft.posted[0]?.journal.entries).toContainEqual(
      expect.objectContaining({ account: 'WALLET_PENDING', lot: expired.id, amount: 100n }),
    )
    expect(done.draft.wallet).toMatchObject({ available: 2_000_000n, pending: 5n })
    expect(done.draft.wallet.lots?.[1]).toMatchObject({ remaining: 0n, pending: 0n, expired: 103n })
  })

  test('given that what returns to two lots of one contract, then the merchant pays it in one entry', () => {
    const { draft } = refunded([lotNo(1), lotNo(2)], [draw(lotNo(2), 4n), draw(lotNo(1), 6n)])
    const owed = draft.posted[0]?.journal.entries.filter(({ merchant }) => merchant !== null)
    expect(owed).toMatchObject([{ amount: -10n }])
  })

  test('given a lot that nobody has read, when points return to it, then that is a defect', () => {
    expect(() => refunded([lotNo(1)], [draw(lotNo(2), 1n)])).toThrow('was not loaded')
  })

  test('given any wallet and any points that return, then all of them are somewhere, and only living lots keep them', () => {
    const someReturned = fc.array(somePoints(1n, 400_000n), { maxLength: 8 })
    fc.assert(
      fc.property(someLots, someReturned, aroundExpiry, (lots, amounts, now) => {
        const free = lots.map((each) => ({ ...each, held: noPoints }))
        const due = carryOutDue(wallet(free), now)
        const returned = amounts.flatMap((amount, n) => (free[n] ? [draw(free[n], amount)] : []))
        const { draft, expired } = refund({ ...due, posted: [] }, returned, about, now)
        const isPast = (id: string) => (lots.find((lot) => lot.id === id)?.expiresAt ?? now) <= now
        const sumOf = (draws: readonly Draw[]): Points => total(draws.map((each) => each.points))
        expect(expired).toBe(sumOf(returned.filter(({ lot }) => isPast(lot.id))))
        const had = plus(due.wallet.available, due.wallet.pending)
        expect(plus(draft.wallet.available, draft.wallet.pending)).toBe(
          plus(had, minus(sumOf(returned), expired)),
        )
        expect(draft.wallet.available <= 2_000_000n).toBe(true)
        if (draft.wallet.pending > 0n && returned.length > 0)
          expect(draft.wallet.available).toBe(2_000_000n)
        expect(draft.posted.every(({ journal }) => isBalanced(journal.entries))).toBe(true)
      }),
    )
  })
})
