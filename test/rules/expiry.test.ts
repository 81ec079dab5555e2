import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { carryOutDue, forfeit } from '../../src/domain/due.ts'
import type { ContractId, LotId } from '../../src/domain/ids.ts'
import { noPoints, points, total } from '../../src/domain/points.ts'
import {
  type Draft,
  draftOf,
  isDue,
  type Lot,
  lotsOf,
  type Wallet,
} from '../../src/domain/wallet.ts'
import { aroundExpiry, someLots, someWallet } from '../support/arbitrary.ts'
import { lot, nth, wallet } from '../support/given.ts'

const expiresAt = new Date('2028-07-31T15:00:00Z')
const lastInstant = new Date('2028-07-31T14:59:59.999Z')

const kinds = ({ posted }: Draft) => posted.map(({ journal }) => journal.kind)
const ofWallet = ({ available, held, pending }: Wallet) => ({ available, held, pending })
const everIn = ({ remaining, held, pending, expired }: Lot) =>
  total([remaining, held, pending, expired])

describe('R27: points expire when their time comes, and not before', () => {
  test.each([
    ['available', { remaining: points(10n) }],
    ['pending', { pending: points(10n) }],
  ])(
    'given 10 points that are %s, when their last instant is over, then they expire',
    (_, parts) => {
      const before = wallet([lot({ id: nth(1), expiresAt, ...parts })])

      expect(carryOutDue(before, lastInstant)).toEqual(draftOf(before))
      const after = carryOutDue(before, expiresAt)

      expect(ofWallet(after.wallet)).toEqual({ available: 0n, held: 0n, pending: 0n })
      expect(after.wallet.lots).toMatchObject([{ remaining: 0n, pending: 0n, expired: 10n }])
      expect(after.wallet.nextDueAt).toBeNull()
      expect(kinds(after)).toEqual(['EXPIRY'])
    },
  )

  test('given points that are held, when their time comes, then they stay held, and are not due', () => {
    const held = lot({ id: nth(1), held: points(10n), expiresAt })
    const free = lot({ id: nth(2), remaining: points(5n), expiresAt })
    expect(wallet([held]).nextDueAt).toBeNull()
    const { wallet: after } = carryOutDue(wallet([held, free]), expiresAt)
    expect(after).toMatchObject({ available: 0n, held: 10n, nextDueAt: null })
    expect(after.lots).toMatchObject([{ held: 10n, expired: 0n }, { expired: 5n }])
  })

  test('given lots of two contracts, when they expire, then each loses to breakage under its own contract', () => {
    const [one, two] = [nth<ContractId>(1), nth<ContractId>(2)]
    const [a, b, c] = [nth<LotId>(1), nth<LotId>(2), nth<LotId>(3)]
    const { posted } = carryOutDue(
      wallet([
        lot({ id: a, contract: one, remaining: points(10n), pending: points(5n), expiresAt }),
        lot({ id: b, contract: two, pending: points(7n), expiresAt }),
        lot({ id: c, contract: one, remaining: points(1n), expiresAt }),
      ]),
      expiresAt,
    )
    const none = { merchant: null }
    expect(posted.map(({ journal }) => journal)).toEqual([
      {
        kind: 'EXPIRY',
        redemption: null,
        merchant: null,
        entries: [
          { account: 'WALLET_AVAILABLE', contract: one, lot: a, amount: -10n, ...none },
          { account: 'WALLET_AVAILABLE', contract: one, lot: c, amount: -1n, ...none },
          { account: 'WALLET_PENDING', contract: one, lot: a, amount: -5n, ...none },
          { account: 'WALLET_PENDING', contract: two, lot: b, amount: -7n, ...none },
          { account: 'BREAKAGE', contract: one, lot: null, amount: 16n, ...none },
          { account: 'BREAKAGE', contract: two, lot: null, amount: 7n, ...none },
        ],
      },
    ])
  })

  test('R4: given a full wallet, when part of it expires, then what still waits takes the room, and each journal tells the balance after it', () => {
    const later = new Date('2029-07-31T15:00:00Z')
    const after = carryOutDue(
      wallet([
        lot({ id: nth(1), remaining: points(300_000n), pending: points(100_000n), expiresAt }),
        lot({ id: nth(2), remaining: points(1_700_000n), expiresAt: later }),
        lot({ id: nth(3), pending: points(250_000n), expiresAt: later }),
      ]),
      expiresAt,
    )
    expect(ofWallet(after.wallet)).toEqual({ available: 1_950_000n, held: 0n, pending: 0n })
    expect(after.wallet.nextDueAt).toEqual(later)
    expect(after.posted.map(({ journal, balanceAfter }) => [journal.kind, balanceAfter])).toEqual([
      ['EXPIRY', 1_700_000n],
      ['PENDING_FILL', 1_950_000n],
    ])
  })

  test('given held points beside what expires, when that is carried out, then the balance after it counts them', () => {
    const mixed = lot({ id: nth(1), remaining: points(3n), held: points(4n), expiresAt })
    const { posted } = carryOutDue(wallet([mixed]), expiresAt)
    expect(posted.map(({ balanceAfter }) => balanceAfter)).toEqual([4n])
  })

  test.each([
    [null, false],
    ['2028-07-31T15:00:00.001Z', false],
    ['2028-07-31T15:00:00.000Z', true],
    ['2028-07-31T14:59:59.999Z', true],
  ])(
    'given the next due instant %s, when it is 2028-07-31T15:00:00Z, then due is %s',
    (due, is) => {
      expect(isDue({ nextDueAt: due === null ? null : new Date(due) }, expiresAt)).toBe(is)
    },
  )

  test('given a wallet with nothing due, when it is carried out, then its lots need not be loaded', () => {
    const unread = wallet([], { available: points(10n), nextDueAt: expiresAt, lots: undefined })
    expect(carryOutDue(unread, lastInstant)).toEqual(draftOf(unread))
    expect(() => carryOutDue(unread, expiresAt)).toThrow('were not loaded')
  })

  test('given any wallet, when what is due is carried out, then nothing in it is due, and carrying it out again posts nothing', () => {
    fc.assert(
      fc.property(someWallet, aroundExpiry, (before, at) => {
        const { wallet: after } = carryOutDue(before, at)
        const alive = lotsOf(after).filter(({ remaining, pending }) => remaining + pending > 0n)
        const times = alive.map((each) => each.expiresAt.getTime())
        expect(times.every((time) => time > at.getTime())).toBe(true)
        expect(after.nextDueAt?.getTime()).toBe(times.length > 0 ? Math.min(...times) : undefined)
        expect(carryOutDue(after, at)).toEqual(draftOf(after))
      }),
    )
  })

  test('given any wallet, when what is due is carried out, then every lot keeps all that it ever had, and living ones lose nothing', () => {
    fc.assert(
      fc.property(someWallet, aroundExpiry, (before, at) => {
        const after = lotsOf(carryOutDue(before, at).wallet)
        expect(after.map(everIn)).toEqual(lotsOf(before).map(everIn))
        for (const [n, each] of lotsOf(before).entries()) {
          const lost = each.expiresAt <= at ? each.remaining + each.pending : 0n
          expect(after[n]?.expired).toBe(each.expired + lost)
          expect(after[n]?.held).toBe(each.held)
        }
      }),
    )
  })

  test('given any wallet, when what is due is carried out late, then it is as it would be had it been on time', () => {
    fc.assert(
      fc.property(someWallet, aroundExpiry, aroundExpiry, (before, a, b) => {
        const [early, late] = a <= b ? [a, b] : [b, a]
        const onTime = carryOutDue(carryOutDue(before, early).wallet, late)
        expect(onTime.wallet).toEqual(carryOutDue(before, late).wallet)
      }),
    )
  })
})

describe('R26: a wallet that closes forfeits all that it holds', () => {
  test('given available and pending points, when it closes, then they go to breakage and its lots are empty', () => {
    const { wallet: after, posted } = forfeit(
      draftOf(
        wallet([
          lot({ id: nth(1), remaining: points(1_999_990n) }),
          lot({ id: nth(2), remaining: points(10n), pending: points(5n) }),
        ]),
      ),
    )
    expect(ofWallet(after)).toEqual({ available: 0n, held: 0n, pending: 0n })
    expect(after.nextDueAt).toBeNull()
    expect(after.lots).toMatchObject([
      { remaining: 0n, pending: 0n, expired: 1_999_990n },
      { remaining: 0n, pending: 0n, expired: 15n },
    ])
    expect(posted.map(({ journal }) => journal.kind)).toEqual(['FORFEIT'])
    expect(posted[0]?.journal.entries.at(-1)).toMatchObject({
      account: 'BREAKAGE',
      amount: 2_000_005n,
    })
  })

  test('given an empty wallet, when it closes, then nothing is posted', () => {
    expect(forfeit(draftOf(wallet([])))).toEqual(draftOf(wallet([])))
  })

  test('given any wallet without holds, when it closes, then breakage gets all of it, contract by contract', () => {
    fc.assert(
      fc.property(someLots, (lots) => {
        const free = lots.map((each) => ({ ...each, held: noPoints }))
        const { wallet: after, posted } = forfeit(draftOf(wallet(free)))
        const broken = posted.flatMap(({ journal }) =>
          journal.entries.filter(({ account }) => account === 'BREAKAGE'),
        )
        expect(ofWallet(after)).toEqual({ available: 0n, held: 0n, pending: 0n })
        for (const id of [1, 2, 3].map((n) => nth<ContractId>(n))) {
          const own = free.filter((each) => each.contract === id)
          const had = total(own.flatMap(({ remaining, pending }) => [remaining, pending]))
          const got = broken.filter((entry) => entry.contract === id)
          expect(total(got.map(({ amount }) => amount))).toBe(had)
        }
      }),
    )
  })
})
