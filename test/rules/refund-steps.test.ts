import { describe, expect, test } from '@jest/globals'
import type { AccountId, WalletId } from '../../src/domain/ids.ts'
import { refundRedemption } from '../../src/posting/refund-redemption.ts'
import type { WalletRow } from '../../src/posting/rows.ts'
import { moment } from '../support/books.ts'
import { nth } from '../support/given.ts'
import { lotNo } from '../support/holds.ts'
import { accepted, kindsOf, lots, redemption } from '../support/redeemed.ts'
import { before, codeOf, steps } from '../support/second-steps.ts'

const walletRow: WalletRow = {
  id: nth<WalletId>(1),
  accountId: nth<AccountId>(1),
  status: 'ACTIVE',
  available: 200n,
  held: 0n,
  pending: 0n,
  nextDueAt: null,
  lastJournalId: null,
}

describe('R25: a refund', () => {
  test('given what was captured, then a part goes back, and its step is kept', () => {
    const { redemption: row, draft, refund, kept } = accepted(steps.refund({}))
    expect(row).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      capturedPoints: 500n,
      refundedPoints: 150n,
    })
    // 100 of the second lot were captured, which go back first.
    expect(draft?.wallet.lots).toMatchObject([{ remaining: 100n }, { remaining: 100n }])
    expect(refund).toEqual({
      id: expect.any(String),
      redemptionId: redemption,
      points: 150n,
      expiredPoints: 0n,
      reason: '반품',
      createdAt: moment(before).at,
    })
    expect(kept).toEqual({ redemption, wallet: row?.walletId, step: refund?.id, expired: '0' })
  })

  test('given that the second lot’s are back already, then the next step goes on with the first’s', () => {
    const { draft } = accepted(steps.refund({ row: { refundedPoints: 100n } }))
    expect(draft?.wallet.lots).toMatchObject([{ remaining: 200n }, { remaining: 0n }])
  })

  test.each([
    [349n, 'accepted', 'PARTIALLY_REFUNDED'],
    [350n, 'accepted', 'REFUNDED'],
    [351n, 'REFUND_EXCEEDS_REDEMPTION at points', undefined],
  ])(
    'given 500 captured and %s refunded, when 150 more are, then: %s',
    (refunded, code, status) => {
      const told = { row: { refundedPoints: refunded } }
      expect(codeOf('refund', told)).toBe(code)
      if (status) expect(accepted(steps.refund(told)).redemption).toMatchObject({ status })
    },
  )

  test('given an expired lot, then what returns to it expires at once, and is told, also when asked again', () => {
    const old = lots.map((lot, n) => (n === 1 ? { ...lot, expiresAt: new Date(before) } : lot))
    const { refund, draft, kept, answer } = accepted(steps.refund({ lots: old }))
    expect(refund).toMatchObject({ points: 150n, expiredPoints: 100n })
    expect(kindsOf(draft)).toEqual(['REFUND', 'EXPIRY'])
    expect(draft?.wallet.lots).toMatchObject([
      { remaining: 100n },
      { remaining: 0n, expired: 100n },
    ])
    expect(answer(() => walletRow)).toMatchObject({ expiredPoints: 100n, replayed: false })
    expect(refundRedemption.replay?.(kept)).toMatchObject({ expiredPoints: 100n, replayed: true })
  })

  test('given points that are due, then these expire first, in a journal of their own', () => {
    const [first, second] = lots
    const due = { ...lotNo(1), ...first, expiresAt: new Date(before) }
    const { draft, refund } = accepted(steps.refund({ lots: second ? [due, second] : [] }))
    expect(kindsOf(draft)).toEqual(['EXPIRY', 'REFUND', 'EXPIRY'])
    expect(refund).toMatchObject({ expiredPoints: 50n })
  })
})
