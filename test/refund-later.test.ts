import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { as, operator } from './support/market.ts'
import { done, openTill, refundsOf, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

describe('refundRedemption, given a wallet that has changed since', () => {
  test('at its cap: what has no room is pending (R3)', async () => {
    const account = await till.newHolder([[1_000_000, 60]])
    const spent = await till.spend(account, 100)
    const contract = await till.newContract({ deposit: 1_000_070 })
    const refill = { idempotencyKey: 'refill', contract, recipient: { account }, amount: 1_000_070 }
    done(await till.does(operator, 'accruePoints', refill))

    expect(await till.step('refund', spent, { points: 100 })).toMatchObject({
      wallet: { available: 2_000_000, pending: 70, room: 0 },
      expiredPoints: 0,
    })
    expect((await till.journalsOf(account)).at(-1)).toEqual([
      'REFUND',
      'MERCHANT_PAYABLE -100',
      'WALLET_AVAILABLE of 1000000 30',
      'WALLET_PENDING of 1000000 70',
    ])
  })

  test('with a lot that has expired: its points pass through pending, expire at once, and are told', async () => {
    const account = await till.newHolder([
      [300, 1],
      [200, 60],
    ])
    const spent = await till.spend(account, 400)
    till.turnTo(await till.firstExpiry(account))

    expect(await till.step('refund', spent, { points: 250 })).toMatchObject({
      redemption: { status: 'PARTIALLY_REFUNDED', refundedPoints: 250 },
      wallet: { available: 200, held: 0, pending: 0 },
      expiredPoints: 150,
    })
    expect((await till.journalsOf(account)).slice(3)).toEqual([
      [
        'REFUND',
        'MERCHANT_PAYABLE -100',
        'MERCHANT_PAYABLE -150',
        'WALLET_AVAILABLE of 200 100',
        'WALLET_PENDING of 300 150',
      ],
      ['EXPIRY', 'WALLET_PENDING of 300 -150', 'BREAKAGE 150'],
    ])
    const refund = { points: 250, reason: null }
    expect(await refundsOf(till, spent.id)).toMatchObject({
      refunds: [{ ...refund, expiredPoints: 150 }],
    })
    for (const [caller, expiredPoints] of [
      [as('USER', account), 150],
      [as('MERCHANT', spent.merchant), null],
    ] as const)
      expect(await refundsOf(till, spent.id, caller)).toMatchObject({
        refunds: [{ ...refund, expiredPoints }],
      })
  })

  test('with all of it expired: all of it is gone again, also when the key is repeated', async () => {
    const account = await till.newHolder([[300, 1]])
    const spent = await till.spend(account, 300)
    till.turnTo(await till.firstExpiry(account))
    const told = { idempotencyKey: 'all-expired', points: 300 }

    for (const replayed of [false, true])
      expect(await till.step('refund', spent, told)).toMatchObject({
        redemption: { status: 'REFUNDED', refundedPoints: 300 },
        wallet: { available: 0, pending: 0 },
        expiredPoints: 300,
        replayed,
      })
    expect((await till.walletOf(account)).lots).toMatchObject([
      { amount: 300, status: 'EXPIRED', remaining: 0 },
    ])
  })

  test('at its cap, with an expired lot: it takes no room of the others', async () => {
    const account = await till.newHolder([
      [50, 1],
      [1_000_000, 60],
    ])
    const spent = await till.spend(account, 150)
    till.turnTo(await till.firstExpiry(account))
    const contract = await till.newContract({ deposit: 1_000_040 })
    const refill = { contract, recipient: { account }, amount: 1_000_040 }
    done(await till.does(operator, 'accruePoints', { idempotencyKey: 'refill-2', ...refill }))

    expect(await till.step('refund', spent, { points: 150 })).toMatchObject({
      wallet: { available: 2_000_000, pending: 40, room: 0 },
      expiredPoints: 50,
    })
  })

  test('closed: WALLET_NOT_ACTIVE, and nothing is written (R26)', async () => {
    const account = await till.newHolder([[300, 60]])
    const spent = await till.spend(account, 100)
    done(await till.does(operator, 'closeAccount', { account }))
    const before = await till.rowCounts()

    expect(await till.step('refund', spent, { points: 100 })).toMatchObject({
      code: 'WALLET_NOT_ACTIVE',
      rule: 'R26',
      path: ['input', 'redemption'],
    })
    expect(await till.rowCounts()).toEqual(before)
  })

  test('spent again meanwhile: what was refunded is spent like any other (R19)', async () => {
    const account = await till.newHolder([[300, 60]])
    const first = await till.spend(account, 300)
    done(await till.step('refund', first, { points: 300 }))
    const second = await till.spend(account, 300)

    expect(await till.step('refund', first, { points: 1 })).toMatchObject({
      code: 'REFUND_EXCEEDS_REDEMPTION',
    })
    expect(await till.step('refund', second, { points: 300 })).toMatchObject({
      wallet: { available: 300 },
    })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await till.isProven()).toBe(true)
})
