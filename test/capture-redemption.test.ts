import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { RedemptionId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Command } from '../src/posting/command.ts'
import { fresh, localId, operator } from './support/market.ts'
import { done, openTill, stepOf, type Till } from './support/till.ts'
import { engineWithClock } from './support/turned-engine.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

const hourMs = 3_600_000

/** 300 points that have expired by now and 100 of later ones, in a hold that is not over. */
async function heldBeyondExpiry() {
  const account = await till.newHolder([
    [300, 1],
    [200, 60],
  ])
  const expiry = (await till.firstExpiry(account)).getTime()
  till.turnTo(new Date(expiry - hourMs))
  const held = await till.authorize(account, 400, { orderAmount: 1_000 })
  till.turnTo(new Date(expiry))
  return { account, held }
}

describe('captureRedemption', () => {
  test('spends all that is held, where nobody says how much (R20)', async () => {
    const account = await till.newHolder([[5_000, 60]])
    const told = { orderAmount: 12_000, discountAmount: 2_000 }
    const held = await till.authorize(account, 3_000, told)

    expect(await till.step('capture', held)).toMatchObject({
      redemption: {
        id: held.id,
        status: 'CAPTURED',
        points: 3_000,
        capturedPoints: 3_000,
        refundedPoints: 0,
        otherAmount: 7_000,
        cashReceiptEligibleAmount: 7_000,
        holdExpiresAt: held.holdExpiresAt,
      },
      wallet: { available: 2_000, held: 0, pending: 0, room: 1_998_000 },
      replayed: false,
    })
    expect((await till.journalsOf(account)).slice(2)).toEqual([
      ['CAPTURE', 'WALLET_HELD of 5000 -3000', 'MERCHANT_PAYABLE 3000'],
    ])
  })

  test('of a part releases the rest, and leaves more to pay by other means (R21)', async () => {
    const account = await till.newHolder([[5_000, 60]])
    const held = await till.authorize(account, 3_000, { orderAmount: 4_000 })

    expect(await till.step('capture', held, { points: 1_200 })).toMatchObject({
      redemption: { points: 3_000, capturedPoints: 1_200, otherAmount: 2_800 },
      wallet: { available: 3_800, held: 0 },
    })
    expect((await till.journalsOf(account)).slice(2)).toEqual([
      [
        'CAPTURE',
        'WALLET_HELD of 5000 -3000',
        'WALLET_AVAILABLE of 5000 1800',
        'MERCHANT_PAYABLE 1200',
      ],
    ])
  })

  test('of more than is held: INSUFFICIENT_POINTS, though the wallet has them, and nothing is written', async () => {
    const held = await till.authorize(await till.newHolder([[5_000, 60]]), 3_000)
    const before = await till.rowCounts()

    expect(await till.step('capture', held, { points: 3_001 })).toMatchObject({
      code: 'INSUFFICIENT_POINTS',
      rule: 'R26',
      path: ['input', 'points'],
    })
    expect(await till.rowCounts()).toEqual(before)
  })

  test('fills the room that it makes with what waits (R4)', async () => {
    const account = await till.newHolder([
      [2_000_000, 60],
      [50_000, 60],
    ])
    const held = await till.authorize(account, 30_000)

    expect(await till.step('capture', held, { points: 20_000 })).toMatchObject({
      wallet: { available: 2_000_000, held: 0, pending: 30_000, room: 0 },
    })
  })

  test('takes what the merchant is owed from each contract that the lots are of (R34)', async () => {
    const account = await till.newHolder([
      [300, 1],
      [200, 60],
    ])
    done(await till.step('capture', await till.authorize(account, 400)))

    expect((await till.journalsOf(account)).at(-1)).toEqual([
      'CAPTURE',
      'WALLET_HELD of 300 -300',
      'WALLET_HELD of 200 -100',
      'MERCHANT_PAYABLE 300',
      'MERCHANT_PAYABLE 100',
    ])
  })
})

describe('captureRedemption, given points that expired while they were held (R20)', () => {
  test('they did not expire: all of them are spent', async () => {
    const { account, held } = await heldBeyondExpiry()
    expect(await till.walletOf(account)).toMatchObject({
      available: 100,
      held: 400,
      lots: [
        { amount: 300, status: 'AVAILABLE', remaining: 0, held: 300 },
        { amount: 200, status: 'AVAILABLE', remaining: 100, held: 100 },
      ],
    })

    expect(await till.step('capture', held)).toMatchObject({
      redemption: { capturedPoints: 400 },
      wallet: { available: 100, held: 0 },
    })
    expect((await till.journalsOf(account)).map(([kind]) => kind)).toEqual([
      'ACCRUAL',
      'ACCRUAL',
      'HOLD',
      'CAPTURE',
    ])
  })

  test('a part is taken in the order in which they were held, expired ones first; what of these is released expires at once', async () => {
    const { account, held } = await heldBeyondExpiry()

    expect(await till.step('capture', held, { points: 250 })).toMatchObject({
      redemption: { status: 'CAPTURED', capturedPoints: 250, otherAmount: 750 },
      wallet: { available: 200, held: 0 },
    })
    expect((await till.journalsOf(account)).slice(3)).toEqual([
      [
        'CAPTURE',
        'WALLET_HELD of 300 -300',
        'WALLET_HELD of 200 -100',
        'WALLET_AVAILABLE of 300 50',
        'WALLET_AVAILABLE of 200 100',
        'MERCHANT_PAYABLE 250',
      ],
      ['EXPIRY', 'WALLET_AVAILABLE of 300 -50', 'BREAKAGE 50'],
    ])
    expect((await till.walletOf(account)).lots).toMatchObject([
      { amount: 300, status: 'EXPIRED', remaining: 0, held: 0 },
      { amount: 200, status: 'AVAILABLE', remaining: 200, held: 0 },
    ])
  })

  test('a part that is all of them leaves nothing of them to expire', async () => {
    const { account, held } = await heldBeyondExpiry()
    done(await till.step('capture', held, { points: 300 }))

    expect((await till.walletOf(account)).lots).toMatchObject([
      { amount: 300, status: 'EXHAUSTED', remaining: 0, held: 0 },
      { amount: 200, remaining: 200 },
    ])
  })
})

describe('a hold ends exactly when it says (R20)', () => {
  /** The hold ends so long after the wallet's last journal. */
  const endAt = async (redemption: string, laterMs: number) => {
    await till.sql(
      `update redemption set hold_expires_at = posted_at + $2 * interval '1 ms'
       from wallet join journal on owner_id = wallet.id and journal.id = last_journal_id
       where redemption.id = $1 and wallet.id = redemption.wallet_id`,
      [redemption, laterMs],
    )
    await till.sql(
      `update wallet set next_due_at = hold_expires_at
       from redemption where redemption.id = $1 and wallet.id = wallet_id`,
      [redemption],
    )
  }

  test.each(['captureRedemption', 'voidRedemption'] as const)(
    '%s works in the last millisecond before, and not at the end itself',
    async (kind) => {
      const { engine, turn } = engineWithClock(till.db)
      // By a clock that is behind, a command takes effect at the instant of the wallet's last journal.
      turn(new Date(till.now().getTime() - hourMs).toISOString())
      const account = await till.newHolder([[10, 60]])
      for (const laterMs of [0, 1]) {
        const redemption = localId((await till.authorize(account, 5)).id) as RedemptionId
        await endAt(redemption, laterMs)
        const answer = await engine.post<typeof kind>({
          ...{ kind, caller: operator, idempotencyKey: fresh('step'), redemption },
          ...(kind === 'captureRedemption' && { points: null }),
        } as Command<typeof kind>)
        const code = isRefusal(answer) ? answer.code : undefined
        expect({ laterMs, code }).toEqual({ laterMs, code: laterMs ? undefined : 'HOLD_EXPIRED' })
      }
      await engine.drain()
    },
  )

  test('HOLD_EXPIRED for capture and void, however long ago, and its points are there again', async () => {
    const account = await till.newHolder([[10, 60]])
    const held = await till.authorize(account, 10, { holdDays: 30 })
    till.passDays(30)

    for (const mutation of ['captureRedemption', 'voidRedemption'] as const)
      expect(await till.does(operator, mutation, stepOf(held.id))).toMatchObject({
        code: 'HOLD_EXPIRED',
        rule: 'R20',
        path: ['input', 'redemption'],
      })
    expect(await till.walletOf(account)).toMatchObject({ available: 10, held: 0 })
  })

  test('a minute before the end of 30 days it is captured', async () => {
    const held = await till.authorize(await till.newHolder([[10, 60]]), 10, { holdDays: 30 })
    till.turnTo(new Date(Date.parse(held.holdExpiresAt ?? '') - 60_000))

    expect(await till.step('capture', held)).toMatchObject({ redemption: { status: 'CAPTURED' } })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await till.isProven()).toBe(true)
})
