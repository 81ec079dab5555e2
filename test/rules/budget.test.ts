import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  afterJournal,
  budgetOf,
  type Contract,
  covers,
  depositJournal,
  takesDeposits,
} from '../../src/domain/contract.ts'
import type { ContractId } from '../../src/domain/ids.ts'
import { isBalanced, journal, onContract } from '../../src/domain/ledger.ts'
import { minus, negated, noPoints, plus, points, total } from '../../src/domain/points.ts'
import { somePoints } from '../support/arbitrary.ts'
import { contract, nth } from '../support/given.ts'

const id = contract().id

const granting = (amount: bigint) =>
  journal('ACCRUAL', [
    onContract('CONTRACT_BUDGET', id, points(-amount)),
    onContract('BREAKAGE', id, points(amount)),
  ])

describe('R12: a budget is deposits and credit, less what is granted and reserved', () => {
  test.each([
    ['nothing yet', { budget: 0n }, [0n, 0n, 0n, 0n]],
    ['a deposit', { deposited: 100n, budget: 100n }, [100n, 0n, 0n, 100n]],
    ['30 granted of it', { deposited: 100n, budget: 70n }, [100n, 30n, 0n, 70n]],
    ['20 reserved too', { deposited: 100n, budget: 50n, reserved: 20n }, [100n, 30n, 20n, 50n]],
    ['all granted', { deposited: 100n, budget: 0n }, [100n, 100n, 0n, 0n]],
    ['credit alone', { creditLimit: 500n }, [500n, 0n, 0n, 500n]],
    ['200 granted on credit', { creditLimit: 500n, budget: -200n }, [500n, 200n, 0n, 300n]],
    ['all granted on credit', { creditLimit: 500n, budget: -500n }, [500n, 500n, 0n, 0n]],
    [
      'credit restored by a statement',
      { creditLimit: 500n, deposited: 200n, budget: -50n, reserved: 10n },
      [700n, 240n, 10n, 450n],
    ],
  ] as const)(
    'given %s, then total, granted, reserved and remaining follow',
    (_, told: { [name: string]: bigint }, expected) => {
      const amounts = Object.entries(told).map(([name, amount]) => [name, points(amount)])
      const none = { budget: noPoints, reserved: noPoints, deposited: noPoints }
      const own = budgetOf({ creditLimit: noPoints, ...none, ...Object.fromEntries(amounts) })
      expect([own.total, own.granted, own.reserved, own.remaining]).toEqual(expected)
    },
  )

  test.each([
    [100n, 0n, 100n, true],
    [100n, 0n, 101n, false],
    [0n, 0n, 1n, false],
    [0n, 500n, 500n, true],
    [-200n, 500n, 300n, true],
    [-200n, 500n, 301n, false],
  ])(
    'given a balance of %s and a credit limit of %s, when %s are asked for, then they are covered: %s',
    (budget, creditLimit, asked, is) => {
      const told = contract({ budget: points(budget), creditLimit: points(creditLimit) })
      expect(covers(told, points(asked))).toBe(is)
    },
  )

  test('given any deposits and grants that were covered, then the budget tells them apart, and nothing remains below zero', () => {
    const step = fc.record({ isDeposit: fc.boolean(), amount: somePoints(1n, 1_000n) })
    const limit = somePoints(0n, 2_000n)
    fc.assert(
      fc.property(fc.array(step), limit, (steps, creditLimit) => {
        let now: Contract = contract({ budget: noPoints, deposited: noPoints, creditLimit })
        const sums = { deposited: 0n, granted: 0n }
        for (const { isDeposit, amount } of steps) {
          if (!isDeposit && !covers(now, amount)) continue
          now = afterJournal(now, isDeposit ? depositJournal(id, amount) : granting(amount))
          sums[isDeposit ? 'deposited' : 'granted'] += amount
        }
        const { total: all, granted, remaining } = budgetOf(now)
        expect(all).toBe(sums.deposited + creditLimit)
        expect(granted).toBe(sums.granted)
        expect(remaining >= noPoints).toBe(true)
        expect(plus(granted, remaining)).toBe(all)
      }),
    )
  })
})

describe('R12, R13: deposits are for prepaid contracts, tested or live', () => {
  test.each([
    ['PREPAID', 'DRAFT', false],
    ['PREPAID', 'TESTING', true],
    ['PREPAID', 'LIVE', true],
    ['PREPAID', 'ENDED', false],
    ['POSTPAID', 'DRAFT', false],
    ['POSTPAID', 'TESTING', false],
    ['POSTPAID', 'LIVE', false],
    ['POSTPAID', 'ENDED', false],
  ] as const)(
    'given a %s contract that is %s, then it takes deposits: %s',
    (billing, status, is) => {
      expect(takesDeposits(contract({ billing, status }))).toBe(is)
    },
  )

  test('given a deposit, when it is posted, then it comes from funding into the budget', () => {
    const entry = { contract: id, lot: null, merchant: null }
    expect(depositJournal(id, points(500n))).toEqual({
      kind: 'DEPOSIT',
      redemption: null,
      merchant: null,
      entries: [
        { ...entry, account: 'FUNDING', amount: -500n },
        { ...entry, account: 'CONTRACT_BUDGET', amount: 500n },
      ],
    })
  })
})

describe('R34: a contract moves by the entries of its journals, and by nothing else', () => {
  const before = contract({
    budget: points(100n),
    reserved: points(10n),
    deposited: points(200n),
  })
  const other = nth<ContractId>(2)

  test.each([
    ['a deposit', depositJournal(id, points(5n)), { budget: 105n, deposited: 205n }],
    ['a grant', granting(30n), { budget: 70n }],
    [
      'a grant of what was reserved',
      journal('ACCRUAL', [
        onContract('CONTRACT_RESERVED', id, points(-4n)),
        onContract('BREAKAGE', id, points(4n)),
      ]),
      { reserved: 6n },
    ],
    [
      'funding outside a deposit',
      journal('EXPIRY', [
        onContract('FUNDING', id, points(4n)),
        onContract('BREAKAGE', id, points(-4n)),
      ]),
      {},
    ],
    ["another contract's deposit", depositJournal(other, points(5n)), {}],
  ])('given %s, then these balances move and no other does', (_, posted, moved) => {
    expect(afterJournal(before, posted)).toEqual({ ...before, ...moved })
  })

  test('given any amounts on two contracts in one journal, then each contract gets its own sums', () => {
    const amounts = fc.array(somePoints(-100n, 100n), { maxLength: 6 })
    fc.assert(
      fc.property(amounts, amounts, (mine, others) => {
        const both = journal('ACCRUAL', [
          ...mine.map((amount) => onContract('CONTRACT_BUDGET', id, amount)),
          ...others.map((amount) => onContract('CONTRACT_BUDGET', other, amount)),
        ])
        expect(minus(afterJournal(before, both).budget, before.budget)).toBe(total(mine))
        const theirs = afterJournal({ ...before, id: other }, both)
        expect(minus(theirs.budget, before.budget)).toBe(total(others))
      }),
    )
  })

  test('given a deposit, when it is taken as any journal is, then it is balanced', () => {
    fc.assert(
      fc.property(somePoints(1n, 10n ** 15n), (amount) => {
        const posted = depositJournal(id, amount)
        expect(isBalanced(posted.entries)).toBe(true)
        expect(posted.entries[0]?.amount).toBe(negated(amount))
      }),
    )
  })
})
