import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ContractId, MerchantId } from '../../src/domain/ids.ts'
import {
  byContract,
  isBalanced,
  isConserved,
  journal,
  onContract,
  onLot,
  onMerchant,
  type Whereabouts,
} from '../../src/domain/ledger.ts'
import { negated, noPoints, points, total } from '../../src/domain/points.ts'
import { draftOf, type Lot, post } from '../../src/domain/wallet.ts'
import { somePoints } from '../support/arbitrary.ts'
import { lot, nth, wallet } from '../support/given.ts'

const [one, two] = [nth<ContractId>(1), nth<ContractId>(2)]

describe('R34: a journal is balanced for each contract', () => {
  test.each<[string, readonly [ContractId, bigint][], boolean]>([
    ['nothing', [], false],
    ['one side', [[one, 1n]], false],
    [
      'two sides',
      [
        [one, 1n],
        [one, -1n],
      ],
      true,
    ],
    [
      'two sides that differ',
      [
        [one, 2n],
        [one, -1n],
      ],
      false,
    ],
    [
      'two contracts that only balance each other',
      [
        [one, 1n],
        [two, -1n],
      ],
      false,
    ],
    [
      'two contracts, each balanced',
      [
        [one, 5n],
        [two, -7n],
        [one, -5n],
        [two, 7n],
      ],
      true,
    ],
    [
      'three sides',
      [
        [one, -3n],
        [one, 1n],
        [one, 2n],
      ],
      true,
    ],
  ])('given %s, when it is weighed, then it is balanced, or not', (_, sides, is) => {
    const entries = sides.map(([contract, amount]) =>
      onContract('BREAKAGE', contract, points(amount)),
    )
    expect(isBalanced(entries)).toBe(is)
  })

  test('given a journal out of balance, when it is posted to a wallet, then that is a defect', () => {
    const own = lot({ id: nth(1), remaining: points(5n) })
    const entries = [
      onLot('WALLET_AVAILABLE', own, points(-5n)),
      onContract('BREAKAGE', one, points(4n)),
    ]
    expect(() => post(draftOf(wallet([own])), journal('EXPIRY', entries))).toThrow(
      'EXPIRY journal is out of balance',
    )
  })

  test('given any entries on the lots of a wallet, when they are posted, then each balance moves by its own, and no other does', () => {
    const accounts = ['WALLET_AVAILABLE', 'WALLET_HELD', 'WALLET_PENDING'] as const
    const [a, b, c] = [lot({ id: nth(1) }), lot({ id: nth(2) }), lot({ id: nth(3) })]
    const line = fc.record({
      account: fc.constantFrom(...accounts),
      of: fc.constantFrom(a, b),
      amount: somePoints(-99n, 99n),
    })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const on = (account: string, own?: Lot) =>
          total(
            lines
              .filter((each) => each.account === account && (own ?? each.of) === each.of)
              .map(({ amount }) => amount),
          )
        const entries = lines.map(({ account, of, amount }) => onLot(account, of, amount))
        const rest = onContract(
          'BREAKAGE',
          one,
          negated(total(entries.map(({ amount }) => amount))),
        )
        const { wallet: after } = post(
          draftOf(wallet([a, b, c])),
          journal('REDEMPTION', [...entries, rest]),
        )
        const [available, held, pending] = accounts.map((account) => on(account))
        expect(after).toMatchObject({ available, held, pending })
        for (const [n, own] of [a, b].entries()) {
          const [remaining, heldOfIt, waiting] = accounts.map((account) => on(account, own))
          expect(after.lots?.[n]).toEqual({ ...own, remaining, held: heldOfIt, pending: waiting })
        }
        expect(after.lots?.[2]).toEqual(c)
      }),
    )
  })

  test('given entries of zero, when a journal is made of them, then it keeps the others', () => {
    const owed = onMerchant(nth<MerchantId>(1), one, points(3n))
    const { entries } = journal('REDEMPTION', [onContract('BREAKAGE', one, noPoints), owed])
    expect(entries).toEqual([owed])
  })

  test('given any amounts of contracts, when they are summed for each, then the sums are theirs, and take all of them away again', () => {
    const amount = fc.record({ contract: fc.constantFrom(one, two), points: somePoints(-99n, 99n) })
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1 }), (amounts) => {
        const sums = [...byContract(amounts)]
        const own = amounts.filter(({ contract }) => contract === one).map((each) => each.points)
        expect(total(sums.map(([, sum]) => sum))).toBe(total(amounts.map((each) => each.points)))
        expect(new Map(sums).get(one) ?? noPoints).toBe(total(own))
        const sides = [
          ...amounts.map(({ contract, points }) => onContract('BREAKAGE', contract, points)),
          ...sums.map(([contract, sum]) => onContract('FUNDING', contract, negated(sum))),
        ]
        expect(isBalanced(sides)).toBe(true)
      }),
    )
  })
})

describe('R34: conservation', () => {
  const everywhere: Whereabouts = {
    deposited: points(255n),
    budget: points(1n),
    reserved: points(2n),
    available: points(4n),
    held: points(8n),
    pending: points(16n),
    payable: points(32n),
    paidOut: points(64n),
    breakage: points(128n),
  }

  test('given points in every place, when they add up to what was deposited, then none is lost', () => {
    expect(isConserved(everywhere)).toBe(true)
  })

  test.each(Object.keys(everywhere))('given a point too many in %s, then it shows', (place) => {
    const wrong = { ...everywhere, [place]: points(everywhere[place as keyof Whereabouts] + 1n) }
    expect(isConserved(wrong)).toBe(false)
  })

  test('given a budget below zero by what is used of a credit, when points are granted on it, then none is lost', () => {
    const places = Object.fromEntries(Object.keys(everywhere).map((place) => [place, noPoints]))
    const onCredit = { budget: points(-10n), available: points(10n) }
    expect(isConserved({ ...(places as object as Whereabouts), ...onCredit })).toBe(true)
  })
})
