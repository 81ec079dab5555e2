import { describe, expect, test } from '@jest/globals'
import type { RedemptionId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { captureRedemption } from '../../src/posting/capture-redemption.ts'
import { refundRedemption } from '../../src/posting/refund-redemption.ts'
import { voidRedemption } from '../../src/posting/void-redemption.ts'
import { moment, world } from '../support/books.ts'
import { nth } from '../support/given.ts'
import { draw, holdingWallet, holdOn, lotNo } from '../support/holds.ts'
import {
  accepted,
  booksWith,
  draws,
  endsAt,
  kindsOf,
  later,
  lots,
  redemption,
  redemptionRow,
} from '../support/redeemed.ts'
import {
  before,
  books,
  capture,
  codeOf,
  type Found,
  refunds,
  steps,
  voids,
} from '../support/second-steps.ts'

describe('a second step of a redemption', () => {
  test.each(['capture', 'void', 'refund'] as const)(
    'given another merchant, when it asks for a %s, then there is no such redemption, whatever its state',
    (step) => {
      const other = { kind: 'MERCHANT', code: 'kiosk' } as const
      const none = { code: 'NOT_FOUND', path: ['input', 'redemption'] }
      for (const status of ['AUTHORIZED', 'CAPTURED', 'LAPSED'] as const)
        expect(steps[step]({ row: { status } }, other)).toEqual(none)
      expect(isRefusal(steps[step]({}, { kind: 'OPERATOR', code: 'kim' }))).toBe(false)
    },
  )

  test.each([
    ['capture', 'AUTHORIZED', before, 'accepted'],
    ['capture', 'AUTHORIZED', '2024-02-08T00:00:00.000Z', 'HOLD_EXPIRED at redemption'],
    ['capture', 'LAPSED', before, 'HOLD_EXPIRED at redemption'],
    ['capture', 'VOIDED', before, 'INVALID_STATE_CHANGE at redemption'],
    ['capture', 'CAPTURED', before, 'INVALID_STATE_CHANGE at redemption'],
    ['capture', 'REFUNDED', before, 'INVALID_STATE_CHANGE at redemption'],
    ['void', 'AUTHORIZED', before, 'accepted'],
    ['void', 'AUTHORIZED', '2024-02-08T00:00:00.000Z', 'HOLD_EXPIRED at redemption'],
    ['void', 'LAPSED', before, 'HOLD_EXPIRED at redemption'],
    ['void', 'VOIDED', before, 'INVALID_STATE_CHANGE at redemption'],
    ['void', 'CAPTURED', '2024-02-09T00:00:00.000Z', 'INVALID_STATE_CHANGE at redemption'],
    ['refund', 'AUTHORIZED', before, 'INVALID_STATE_CHANGE at redemption'],
    ['refund', 'AUTHORIZED', '2024-02-08T00:00:00.000Z', 'INVALID_STATE_CHANGE at redemption'],
    ['refund', 'VOIDED', before, 'INVALID_STATE_CHANGE at redemption'],
    ['refund', 'LAPSED', before, 'INVALID_STATE_CHANGE at redemption'],
    ['refund', 'CAPTURED', '2024-02-09T00:00:00.000Z', 'accepted'],
    ['refund', 'PARTIALLY_REFUNDED', before, 'accepted'],
  ] as const)(
    'R20: given a %s of what is %s, when it is %s, then: %s',
    (...[step, status, at, code]) => {
      expect(codeOf(step, { at, row: { status } })).toBe(code)
    },
  )

  test.each([
    ['capture', 'FROZEN', 'accepted'],
    ['void', 'FROZEN', 'accepted'],
    ['refund', 'FROZEN', 'accepted'],
    ['refund', 'CLOSED', 'WALLET_NOT_ACTIVE at redemption'],
  ] as const)('R26: given a %s into a wallet that is %s, then: %s', (step, status, code) => {
    expect(codeOf(step, { status })).toBe(code)
  })
})

describe('R20: a capture', () => {
  const capturing = (amount: bigint | null, told: Found = {}) =>
    captureRedemption.decide(
      { ...capture, points: amount === null ? null : points(amount) },
      books(told),
      moment(told.at ?? before),
    )

  test.each([
    [null, 600n],
    [600n, 600n],
    [1n, 1n],
  ])('given 600 held, when %s are asked for, then %s go to the merchant', (amount, got) => {
    const { redemption: row, draft, kept } = accepted(capturing(amount))
    expect(row).toEqual(redemptionRow({ status: 'CAPTURED', capturedPoints: got }))
    expect(draft?.wallet).toMatchObject({ available: 650n - got, held: 0n, holds: [] })
    expect(kindsOf(draft)).toEqual(['CAPTURE'])
    expect(kept).toEqual({ redemption, wallet: row?.walletId, step: expect.any(String) })
  })

  test('given more than is held, then it is refused, and only if the hold is open', () => {
    const refused = { code: 'INSUFFICIENT_POINTS', path: ['input', 'points'] }
    expect(capturing(601n)).toEqual(refused)
    expect(capturing(601n, { row: { status: 'VOIDED' } })).toMatchObject({
      code: 'INVALID_STATE_CHANGE',
    })
  })

  test('given lots that have expired meanwhile, then what is captured is, and the rest expires at once', () => {
    const at = '2024-02-07T00:00:00Z'
    const old = lots.map((lot) => ({ ...lot, expiresAt: new Date(at) }))
    const { draft } = accepted(capturing(500n, { at, lots: old }))
    expect(kindsOf(draft)).toEqual(['EXPIRY', 'CAPTURE', 'EXPIRY'])
    expect(draft?.wallet).toMatchObject({ available: 0n, held: 0n })
    expect(draft?.wallet.lots).toMatchObject([{ expired: 50n }, { expired: 100n }])
  })

  test('R4: given a full wallet, then what waits fills the room', () => {
    const [first, second] = lots
    const full = { ...lotNo(3, { expiresAt: later }), remaining: points(1_999_350n) }
    const waits = lotNo(4, { pending: points(1_000n), expiresAt: later })
    const all = [first, second, full, waits].flatMap((lot) => (lot ? [lot] : []))
    const { draft } = accepted(capturing(500n, { lots: all }))
    expect(kindsOf(draft)).toEqual(['CAPTURE', 'PENDING_FILL'])
    expect(draft?.wallet).toMatchObject({ available: 2_000_000n, held: 0n, pending: 500n })
  })
})

describe('R20: a void', () => {
  test('given a hold, then all of it is available again', () => {
    const { redemption: row, draft, kept } = accepted(steps.void({}))
    expect(row).toEqual(redemptionRow({ status: 'VOIDED' }))
    expect(draft?.wallet).toMatchObject({ available: 650n, held: 0n, holds: [] })
    expect(kindsOf(draft)).toEqual(['VOID'])
    expect(kept).toEqual({ redemption, wallet: row?.walletId, step: expect.any(String) })
  })

  test('given a lot that has expired meanwhile, then what is released to it expires at once', () => {
    const [first, second] = lots
    const old = { ...lotNo(2), ...second, expiresAt: new Date(before) }
    const { draft } = accepted(steps.void({ lots: first ? [first, old] : [] }))
    expect(kindsOf(draft)).toEqual(['VOID', 'EXPIRY'])
    expect(draft?.wallet).toMatchObject({ available: 450n, held: 0n })
  })

  test('given another hold in the wallet, then that stays', () => {
    const other = holdOn([draw(lotNo(1), 30n)], { redemption: nth<RedemptionId>(2), endsAt: later })
    const own = holdOn(draws, { endsAt })
    const wallet = holdingWallet(
      lots.map((lot, n) => (n === 0 ? { ...lot, held: points(430n) } : lot)),
      [other, own],
    )
    const told = booksWith(world({ wallets: [wallet] }), redemptionRow(), draws, moment(before).at)
    const { draft } = accepted(voidRedemption.decide(voids, told, moment(before)))
    expect(draft?.wallet).toMatchObject({ available: 650n, held: 30n, holds: [other] })
  })

  test('given that its wallet does not know of the hold, then that is a defect', () => {
    const none = booksWith(world(), redemptionRow(), draws, moment(before).at)
    expect(() => voidRedemption.decide(voids, none, moment(before))).toThrow('nothing is held')
  })

  test('given what they touch, then second steps lead to the redemption’s wallet', () => {
    for (const touches of [
      captureRedemption.touches(capture),
      voidRedemption.touches(voids),
      refundRedemption.touches(refunds),
    ])
      expect(touches).toEqual({ redemption: nth<RedemptionId>(1) })
  })
})
