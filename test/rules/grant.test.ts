import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { grant, purposes, sources } from '../../src/domain/accrual.ts'
import { kstDateOf } from '../../src/domain/calendar.ts'
import type { ContractId, LotId } from '../../src/domain/ids.ts'
import { accrualRange, noPoints, plus, points, walletCap } from '../../src/domain/points.ts'
import { draftOf, type Wallet } from '../../src/domain/wallet.ts'
import { instant, somePoints, someWallet } from '../support/arbitrary.ts'
import { contract, lot, nth, wallet } from '../support/given.ts'

const id = nth<LotId>(99)
const payer = contract({ id: nth<ContractId>(3) })

const accrue = (into: Wallet, amount: bigint, at: Date, months = 60) =>
  grant(
    draftOf(into),
    { ...payer, validityMonths: months },
    {
      id,
      amount: points(amount),
      at,
      on: kstDateOf(at),
      source: sources.budget,
    },
  )

describe('R5: an accrual opens one lot, which lives by its contract from the KST date', () => {
  test.each([
    ['2023-07-13T01:00:00Z', 60, '2028-07-31', '2028-07-31T15:00:00.000Z'],
    ['2023-07-31T15:30:00Z', 60, '2028-08-31', '2028-08-31T15:00:00.000Z'],
    ['2024-02-29T00:00:00Z', 24, '2026-02-28', '2026-02-28T15:00:00.000Z'],
  ])(
    'given points accrued at %s, when the contract says %i months, then the lot is valid through %s, until %s',
    (text, months, through, expiresAt) => {
      const at = new Date(text)
      const granted = accrue(wallet([]), 10n, at, months)
      expect(granted.through).toBe(through)
      expect(granted.draft.opened).toEqual([
        lot({
          id,
          contract: payer.id,
          remaining: points(10n),
          accruedAt: at,
          expiresAt: new Date(expiresAt),
        }),
      ])
      expect(granted.draft.wallet.nextDueAt).toEqual(new Date(expiresAt))
    },
  )

  test('given a full wallet, when points are accrued, then they wait with the expiry of their own accrual, and are due by it', () => {
    const expiresAt = new Date('2029-01-31T15:00:00Z')
    const full = wallet([lot({ id: nth(1), remaining: walletCap, expiresAt })])
    const { draft } = accrue(full, 10n, new Date('2024-01-15T00:00:00Z'), 24)
    expect(draft.opened).toMatchObject([
      { pending: 10n, expiresAt: new Date('2026-01-31T15:00:00Z') },
    ])
    expect(draft.wallet.nextDueAt).toEqual(new Date('2026-01-31T15:00:00Z'))
  })

  test.each([
    ['sooner', '2024-06-30T15:00:00.000Z', '2024-06-30T15:00:00.000Z'],
    ['later', '2029-06-30T15:00:00.000Z', '2029-01-31T15:00:00.000Z'],
  ])(
    'given points that expire %s, when points are accrued, then what expires first is due next, whether lots were looked at or not',
    (_, expires, due) => {
      const expiresAt = new Date(expires)
      const before = wallet([lot({ id: nth(1), remaining: points(1n), expiresAt })])
      for (const into of [before, { ...before, lots: undefined }]) {
        const { draft } = accrue(into, 10n, new Date('2024-01-15T00:00:00Z'))
        expect(draft.wallet.nextDueAt).toEqual(new Date(due))
      }
    },
  )
})

describe('R2, R34: an accrual takes its points from the budget of its contract', () => {
  const at = new Date('2024-01-15T00:00:00Z')
  const entry = { contract: payer.id, merchant: null }
  const budget = { ...entry, account: 'CONTRACT_BUDGET', lot: null }
  const available = { ...entry, account: 'WALLET_AVAILABLE', lot: id }
  const pending = { ...entry, account: 'WALLET_PENDING', lot: id }

  test.each([
    ['there is room', 0n, [{ ...available, amount: 100n }]],
    ['there is none', 2_000_000n, [{ ...pending, amount: 100n }]],
    [
      'there is room for a part',
      1_999_970n,
      [
        { ...available, amount: 30n },
        { ...pending, amount: 70n },
      ],
    ],
  ])(
    'given that %s, when 100 points are accrued, then they come from the budget',
    (_, has, came) => {
      const before = wallet([lot({ id: nth(1), remaining: points(has) })])
      const { posted } = accrue(before, 100n, at).draft
      expect(posted).toEqual([
        {
          balanceAfter: has + (came[0]?.account === 'WALLET_AVAILABLE' ? came[0].amount : 0n),
          journal: {
            kind: 'ACCRUAL',
            entries: [{ ...budget, amount: -100n }, ...came],
            redemption: null,
            merchant: null,
          },
        },
      ])
    },
  )

  test.each([accrualRange.least, accrualRange.most])(
    'given an empty wallet, when %s points are accrued, then all are available',
    (amount) => {
      const { draft, landing } = accrue(wallet([]), amount, at)
      expect(landing).toEqual({ available: amount, pending: noPoints })
      expect(draft.wallet.available).toBe(amount)
    },
  )

  test('given any wallet, when points are accrued, then it makes no difference whether its lots were looked at', () => {
    const amount = somePoints(1n, 2_000_000n)
    fc.assert(
      fc.property(someWallet, amount, instant, (before, asked, when) => {
        const read = accrue(before, asked, when)
        const unread = accrue({ ...before, lots: undefined }, asked, when)
        expect({ ...unread.draft.wallet, lots: null }).toEqual({ ...read.draft.wallet, lots: null })
        expect(unread.draft.posted).toEqual(read.draft.posted)
        expect(unread.draft.opened).toEqual(read.draft.opened)
        expect(read.draft.wallet.lots).toEqual([...(before.lots ?? []), ...read.draft.opened])
      }),
    )
  })

  test('given any accrual, then its lot holds all of it, and no other lot changes', () => {
    fc.assert(
      fc.property(someWallet, somePoints(1n, 2_000_000n), instant, (before, asked, when) => {
        const { draft } = accrue(before, asked, when)
        const [opened] = draft.opened
        expect(opened?.amount).toBe(asked)
        expect(plus(opened?.remaining ?? noPoints, opened?.pending ?? noPoints)).toBe(asked)
        expect(draft.wallet.lots?.slice(0, -1)).toEqual(before.lots)
      }),
    )
  })
})

test('R11: an accrual is for one of five purposes', () => {
  const five = ['EVENT_PRIZE', 'EMPLOYEE_WELFARE', 'PURCHASE_GIFT', 'PROMOTION', 'OTHER']
  expect(purposes).toEqual(five)
})
