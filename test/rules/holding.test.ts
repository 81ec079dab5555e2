import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  captureJournal,
  holdDays,
  holdEnd,
  holdJournal,
  isOver,
  releaseJournal,
  split,
} from '../../src/domain/hold.ts'
import type { ContractId } from '../../src/domain/ids.ts'
import { isBalanced, type Journal } from '../../src/domain/ledger.ts'
import { noPoints, points, total } from '../../src/domain/points.ts'
import { begin, draftOf, post } from '../../src/domain/wallet.ts'
import { somePoints } from '../support/arbitrary.ts'
import { nth } from '../support/given.ts'
import { draw, heldBy, holdingWallet, holdOn, lotNo, someHolding } from '../support/holds.ts'

const endsAt = new Date('2024-01-31T00:00:00Z')
const two = nth<ContractId>(2)

/** `ACCOUNT of the lot's number amount`; without a lot, the contract's number. */
const entriesOf = ({ entries }: Journal) =>
  entries.map(
    ({ account, lot, contract, amount }) =>
      `${account} of ${lot ? Number(lot.slice(-12)) : `contract ${Number(contract.slice(-12))}`} ${amount}`,
  )

describe('R20: a hold ends exactly so many times 24 hours after it was made', () => {
  test.each([
    ['2024-01-24T00:00:00.000Z', 7, '2024-01-31T00:00:00.000Z'],
    ['2024-02-28T15:00:00.001Z', 1, '2024-02-29T15:00:00.001Z'],
    ['2024-12-31T23:59:59.999Z', 30, '2025-01-30T23:59:59.999Z'],
  ])('given %s, when it lasts %i days, then it ends at %s', (at, days, end) => {
    expect(holdEnd(new Date(at), days).toISOString()).toBe(end)
  })

  test('given that nobody says how long, then it is 7 days, and it may be 1 to 30', () => {
    expect(holdDays).toEqual({ least: 1, usual: 7, most: 30 })
  })

  test.each([
    ['2024-01-30T23:59:59.999Z', false],
    ['2024-01-31T00:00:00.000Z', true],
    ['2024-01-31T00:00:00.001Z', true],
  ])('given that it ends at midnight, when it is %s, then it is over: %s', (at, is) => {
    expect(isOver({ endsAt }, new Date(at))).toBe(is)
  })
})

describe('R20: held points stay in the wallet', () => {
  const a = lotNo(1, { remaining: points(300n), expiresAt: endsAt })
  const b = lotNo(2, { remaining: points(200n), contract: two })
  const hold = holdOn([draw(a, 300n), draw(b, 50n)])

  test('given two lots, when points are held, then each lot’s move from available to held', () => {
    const before = holdingWallet([a, b], [])
    const { wallet, posted } = post(
      begin(draftOf(before), hold),
      holdJournal(hold.draws ?? [], hold),
    )
    expect(posted).toMatchObject([{ journal: { kind: 'HOLD' }, balanceAfter: 500n }])
    expect(posted.map(({ journal }) => entriesOf(journal))).toEqual([
      [
        'WALLET_AVAILABLE of 1 -300',
        'WALLET_HELD of 1 300',
        'WALLET_AVAILABLE of 2 -50',
        'WALLET_HELD of 2 50',
      ],
    ])
    expect(wallet).toMatchObject({ available: 150n, held: 350n, holds: [hold] })
  })

  test('given that all of a lot is held, then the wallet is due when the hold ends, not when the lot expires', () => {
    const soon = lotNo(1, { remaining: points(300n), expiresAt: new Date('2024-01-20T15:00:00Z') })
    const all = holdOn([draw(soon, 300n)])
    const { wallet } = post(
      begin(draftOf(holdingWallet([soon], [])), all),
      holdJournal(all.draws ?? [], all),
    )
    expect(wallet.nextDueAt).toEqual(endsAt)
  })

  test('given that a part of a lot is held, then the wallet is due when the first of both is', () => {
    const soon = lotNo(1, { remaining: points(300n), expiresAt: new Date('2024-01-20T15:00:00Z') })
    const part = holdOn([draw(soon, 299n)])
    const { wallet } = post(
      begin(draftOf(holdingWallet([soon], [])), part),
      holdJournal(part.draws ?? [], part),
    )
    expect(wallet.nextDueAt).toEqual(soon.expiresAt)
  })
})

describe('R20: a capture takes what was held first, and releases the rest', () => {
  const hold = holdOn([
    draw(lotNo(3, { contract: two }), 300n),
    draw(lotNo(1), 200n),
    draw(lotNo(2), 100n),
  ])
  const held = ['WALLET_HELD of 3 -300', 'WALLET_HELD of 1 -200', 'WALLET_HELD of 2 -100']

  test.each([
    [600n, [], ['contract 2 300', 'contract 1 300']],
    [599n, ['2 1'], ['contract 2 300', 'contract 1 299']],
    [301n, ['1 199', '2 100'], ['contract 2 300', 'contract 1 1']],
    [300n, ['1 200', '2 100'], ['contract 2 300']],
    [1n, ['3 299', '1 200', '2 100'], ['contract 2 1']],
  ])(
    'given 600 held in three lots, when %s are captured, then %j are released',
    (captured, released, owed) => {
      const journal = captureJournal(hold, points(captured))
      expect(entriesOf(journal)).toEqual([
        ...held,
        ...released.map((each) => `WALLET_AVAILABLE of ${each}`),
        ...owed.map((each) => `MERCHANT_PAYABLE of ${each}`),
      ])
      expect(journal).toMatchObject({
        kind: 'CAPTURE',
        redemption: hold.redemption,
        merchant: hold.merchant,
      })
    },
  )

  test.each(['VOID', 'LAPSE'] as const)(
    'given a hold, when it ends by %s, then all of it is available again in its lots',
    (kind) => {
      const journal = releaseJournal(kind, hold)
      expect(journal).toMatchObject({ kind, redemption: hold.redemption, merchant: hold.merchant })
      expect(entriesOf(journal)).toEqual([
        'WALLET_HELD of 3 -300',
        'WALLET_AVAILABLE of 3 300',
        'WALLET_HELD of 1 -200',
        'WALLET_AVAILABLE of 1 200',
        'WALLET_HELD of 2 -100',
        'WALLET_AVAILABLE of 2 100',
      ])
    },
  )

  test('given that nobody has read what a hold drew on, when it is to end, then that is a defect', () => {
    const unread = { ...hold, draws: undefined }
    expect(() => captureJournal(unread, points(1n))).toThrow('were not loaded')
    expect(() => releaseJournal('LAPSE', unread)).toThrow('were not loaded')
  })

  test('given any two holds, when one is captured in any part, then nothing is lost, the other stays, and no lot holds anything for it', () => {
    fc.assert(
      fc.property(someHolding, somePoints(1n, 250_000n), (before, asked) => {
        const [hold, ...others] = before.holds
        if (!hold) return
        const captured = asked < heldBy(hold) ? points(asked) : heldBy(hold)
        const journal = captureJournal(hold, captured)
        const { wallet } = post(draftOf(before), journal)
        expect(isBalanced(journal.entries)).toBe(true)
        expect(wallet.holds).toEqual(others)
        expect(wallet.held).toBe(total(others.map(heldBy)))
        expect(before.available + before.held).toBe(wallet.available + wallet.held + captured)
        for (const { id, held } of wallet.lots ?? []) {
          const own = others.flatMap(({ draws = [] }) => draws.filter(({ lot }) => lot.id === id))
          expect(held).toBe(total(own.map((each) => each.points)))
        }
      }),
    )
  })

  test('given any hold, when it is released, then the wallet is as if nothing had been held', () => {
    fc.assert(
      fc.property(someHolding, (before) => {
        const [hold] = before.holds
        if (!hold) return
        const { wallet } = post(draftOf(before), releaseJournal('VOID', hold))
        const again = post(begin(draftOf(wallet), hold), holdJournal(hold.draws ?? [], hold)).wallet
        expect(again.lots).toEqual(before.lots)
        expect(wallet.available).toBe(before.available + heldBy(hold))
        expect(wallet.available + wallet.held).toBe(before.available + before.held)
      }),
    )
  })
})

describe('the first so many points of draws', () => {
  const draws = [draw(lotNo(2), 5n), draw(lotNo(1), 3n)]

  test.each([
    [0n, [], draws],
    [4n, [draw(lotNo(2), 4n)], [draw(lotNo(2), 1n), draw(lotNo(1), 3n)]],
    [5n, [draw(lotNo(2), 5n)], [draw(lotNo(1), 3n)]],
    [6n, [draw(lotNo(2), 5n), draw(lotNo(1), 1n)], [draw(lotNo(1), 2n)]],
    [8n, draws, []],
    [9n, draws, []],
  ])(
    'given 5 and 3 points, when they are split after %s, then %j come first, and then %j',
    (after, first, rest) => {
      expect(split(draws, points(after))).toEqual([first, rest])
    },
  )

  test('given draws of nothing, then they are left out', () => {
    expect(split([draw(lotNo(1), 0n)], noPoints)).toEqual([[], []])
  })
})
