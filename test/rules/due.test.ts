import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { carryOutDue, settle } from '../../src/domain/due.ts'
import { isOver } from '../../src/domain/hold.ts'
import type { RedemptionId } from '../../src/domain/ids.ts'
import { points, total } from '../../src/domain/points.ts'
import { draftOf, lotsOf, type Wallet } from '../../src/domain/wallet.ts'
import { aroundExpiry } from '../support/arbitrary.ts'
import { nth } from '../support/given.ts'
import { draw, heldBy, holdingWallet, holdOn, lotNo, someHolding } from '../support/holds.ts'

const noon = new Date('2024-01-31T03:00:00Z')
const before = new Date('2024-01-31T02:59:59.999Z')
const later = new Date('2024-02-29T15:00:00Z')

const kindsOf = (wallet: Wallet, at: Date) =>
  carryOutDue(wallet, at).posted.map(({ journal }) => journal.kind)

describe('R20: a hold whose time is up lapses by itself', () => {
  const lot = lotNo(1, { remaining: points(40n), held: points(60n), expiresAt: later })
  const found = holdingWallet([lot], [holdOn([draw(lot, 60n)], { endsAt: noon })])

  test.each([
    [before, [], 40n, 60n],
    [noon, ['LAPSE'], 100n, 0n],
  ])(
    'given that it ends at noon, when it is %o, then %j is posted',
    (at, kinds, available, held) => {
      expect(kindsOf(found, at)).toEqual(kinds)
      expect(carryOutDue(found, at).wallet).toMatchObject({ available, held })
    },
  )

  test('given that it has lapsed, then it is no hold any more, and the wallet is due when the lot expires', () => {
    const { wallet, posted } = carryOutDue(found, noon)
    expect(wallet.holds).toEqual([])
    expect(wallet.nextDueAt).toEqual(later)
    expect(posted).toMatchObject([
      { journal: { redemption: nth<RedemptionId>(1) }, balanceAfter: 100n },
    ])
  })

  test('given two holds, when one is over, then the other stays', () => {
    const other = holdOn([draw(lot, 10n)], { endsAt: later, redemption: nth<RedemptionId>(2) })
    const both = holdingWallet([lot], [holdOn([draw(lot, 50n)], { endsAt: noon }), other])
    const { wallet } = carryOutDue(both, noon)
    expect(wallet).toMatchObject({ available: 90n, held: 10n, holds: [other], nextDueAt: later })
  })
})

describe('R20: held points don’t expire while they are held', () => {
  const expired = lotNo(1, { remaining: points(40n), held: points(60n), expiresAt: before })

  test('given a lot of which a part is held, when it expires, then the rest does', () => {
    const hold = holdOn([draw(expired, 60n)], { endsAt: later })
    const { wallet, posted } = carryOutDue(holdingWallet([expired], [hold]), noon)
    expect(posted.map(({ journal, balanceAfter }) => [journal.kind, balanceAfter])).toEqual([
      ['EXPIRY', 60n],
    ])
    expect(wallet).toMatchObject({ available: 0n, held: 60n, nextDueAt: later })
    expect(wallet.lots).toMatchObject([{ remaining: 0n, held: 60n, expired: 40n }])
  })

  test('given that their hold lapses after their expiry, then they expire at once', () => {
    const hold = holdOn([draw(expired, 60n)], { endsAt: noon })
    const { wallet, posted } = carryOutDue(holdingWallet([expired], [hold]), noon)
    expect(posted.map(({ journal, balanceAfter }) => [journal.kind, balanceAfter])).toEqual([
      ['LAPSE', 100n],
      ['EXPIRY', 0n],
    ])
    expect(wallet).toMatchObject({ available: 0n, held: 0n, nextDueAt: null })
  })
})

describe('R19: what is due is carried out in order: lapses, then expiry, then fills', () => {
  test('given a full wallet, when a hold lapses into an expired lot, then what waits takes its room', () => {
    const expired = lotNo(1, { held: points(500_000n), expiresAt: before })
    const full = lotNo(2, { remaining: points(1_500_000n), expiresAt: later })
    const waits = lotNo(3, { pending: points(200_000n), expiresAt: later })
    const hold = holdOn([draw(expired, 500_000n)], { endsAt: noon })
    const { wallet, posted } = carryOutDue(holdingWallet([expired, full, waits], [hold]), noon)
    expect(posted.map(({ journal, balanceAfter }) => [journal.kind, balanceAfter])).toEqual([
      ['LAPSE', 2_000_000n],
      ['EXPIRY', 1_500_000n],
      ['PENDING_FILL', 1_700_000n],
    ])
    expect(wallet).toMatchObject({ available: 1_700_000n, held: 0n, pending: 0n })
  })

  test('R4: given a full wallet, when a hold lapses and nothing expires, then there is no room to fill', () => {
    const full = lotNo(1, { held: points(2_000_000n), expiresAt: later })
    const waits = lotNo(2, { pending: points(10n), expiresAt: later })
    const hold = holdOn([draw(full, 2_000_000n)], { endsAt: noon })
    expect(kindsOf(holdingWallet([full, waits], [hold]), noon)).toEqual(['LAPSE'])
  })

  test('given a hold that is over although nothing is due by the wallet, then the wallet is believed', () => {
    const lot = lotNo(1, { held: points(1n), expiresAt: later })
    const hold = holdOn([draw(lot, 1n)], { endsAt: noon })
    expect(kindsOf(holdingWallet([lot], [hold], { nextDueAt: later }), noon)).toEqual([])
  })

  test('given any wallet with holds, when what is due is carried out, then no hold is over, nothing is due, and again posts nothing', () => {
    fc.assert(
      fc.property(someHolding, aroundExpiry, (found, at) => {
        const { wallet } = carryOutDue(found, at)
        expect(wallet.holds).toEqual(found.holds.filter((hold) => !isOver(hold, at)))
        expect(wallet.held).toBe(total(wallet.holds.map(heldBy)))
        for (const { remaining, pending, expiresAt } of lotsOf(wallet))
          if (expiresAt <= at) expect(remaining + pending).toBe(0n)
        expect(carryOutDue(wallet, at)).toEqual(draftOf(wallet))
      }),
    )
  })

  test('given any wallet with holds, when what is due is carried out late, then it is as it would be had it been on time', () => {
    fc.assert(
      fc.property(someHolding, aroundExpiry, aroundExpiry, (found, a, b) => {
        const [early, late] = a <= b ? [a, b] : [b, a]
        // As it stands once it was touched: what waits although there is room has never been seen.
        const seen = settle(draftOf(found), new Date(0)).wallet
        const onTime = carryOutDue(carryOutDue(seen, early).wallet, late)
        expect(onTime.wallet).toEqual(carryOutDue(seen, late).wallet)
      }),
    )
  })
})
