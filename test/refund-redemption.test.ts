import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { done, openTill, refundsOf, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

describe('refundRedemption', () => {
  test('gives points back to their lot, and what is left to pay does not change (R25, R21)', async () => {
    const account = await till.newHolder([[500, 60]])
    const spent = await till.spend(account, 300, { orderAmount: 1_000 })

    expect(
      await till.step('refund', spent, { points: 120, reason: 'one cup was cold' }),
    ).toMatchObject({
      redemption: {
        id: spent.id,
        status: 'PARTIALLY_REFUNDED',
        points: 300,
        capturedPoints: 300,
        refundedPoints: 120,
        otherAmount: 700,
      },
      wallet: { available: 320, held: 0, pending: 0, room: 1_999_680 },
      expiredPoints: 0,
      replayed: false,
    })
    expect((await till.journalsOf(account)).slice(2)).toEqual([
      ['REFUND', 'MERCHANT_PAYABLE -120', 'WALLET_AVAILABLE of 500 120'],
    ])
    expect(await refundsOf(till, spent.id)).toEqual({
      status: 'PARTIALLY_REFUNDED',
      refundedPoints: 120,
      refunds: [{ points: 120, expiredPoints: 0, reason: 'one cup was cold' }],
    })
  })

  test('of the rest makes it REFUNDED, and of more than the rest is REFUND_EXCEEDS_REDEMPTION', async () => {
    const account = await till.newHolder([[500, 60]])
    const spent = await till.spend(account, 300)
    done(await till.step('refund', spent, { points: 120 }))
    const before = await till.rowCounts()

    expect(await till.step('refund', spent, { points: 181 })).toMatchObject({
      code: 'REFUND_EXCEEDS_REDEMPTION',
      rule: 'R25',
      path: ['input', 'points'],
    })
    expect(await till.rowCounts()).toEqual(before)
    expect(await till.step('refund', spent, { points: 180 })).toMatchObject({
      redemption: { status: 'REFUNDED', refundedPoints: 300 },
      wallet: { available: 500 },
    })
  })

  test('given a redemption that drew on five lots, refunded in three steps: in reverse, each step goes on where the last stopped', async () => {
    const account = await till.newHolder([
      [101, 1],
      [102, 1],
      [103, 60],
      [104, 60],
      [105, 60],
    ])
    const spent = await till.spend(account, 500)
    for (const points of [150, 200, 150]) done(await till.step('refund', spent, { points }))

    expect((await till.journalsOf(account)).slice(6)).toEqual([
      [
        'REFUND',
        'MERCHANT_PAYABLE -150',
        'WALLET_AVAILABLE of 105 90',
        'WALLET_AVAILABLE of 104 60',
      ],
      [
        'REFUND',
        'MERCHANT_PAYABLE -147',
        'MERCHANT_PAYABLE -53',
        'WALLET_AVAILABLE of 104 44',
        'WALLET_AVAILABLE of 103 103',
        'WALLET_AVAILABLE of 102 53',
      ],
      [
        'REFUND',
        'MERCHANT_PAYABLE -150',
        'WALLET_AVAILABLE of 102 49',
        'WALLET_AVAILABLE of 101 101',
      ],
    ])
    expect(await till.walletOf(account)).toMatchObject({
      available: 515,
      lots: [101, 102, 103, 104, 105].map((amount) => ({ amount, remaining: amount })),
    })
  })

  test('given two contracts, each gets back what the merchant is owed of it (R34)', async () => {
    const account = await till.newHolder([
      [300, 1],
      [200, 60],
    ])
    const spent = await till.spend(account, 400)
    done(await till.step('refund', spent, { points: 150 }))

    const payable = await till.sql(
      `select sum(amount)::int as points, validity_months as months
       from entry
       join merchant on merchant.id = merchant_id
       join contract on contract.id = contract_id
       where entry.account = 'MERCHANT_PAYABLE' and merchant.code = $1
       group by validity_months order by months`,
      [spent.merchant],
    )
    expect(payable).toEqual([
      { months: 1, points: 250 },
      { months: 60, points: 0 },
    ])
  })

  test('given a part capture, no more goes back than was captured, from its last lot on', async () => {
    const account = await till.newHolder([
      [300, 1],
      [200, 60],
    ])
    const held = await till.authorize(account, 450)
    done(await till.step('capture', held, { points: 350 }))

    expect(await till.step('refund', held, { points: 351 })).toMatchObject({
      code: 'REFUND_EXCEEDS_REDEMPTION',
    })
    expect(await till.step('refund', held, { points: 350 })).toMatchObject({
      redemption: { status: 'REFUNDED', points: 450, capturedPoints: 350, refundedPoints: 350 },
      wallet: { available: 500 },
    })
    expect((await till.journalsOf(account)).at(-1)).toEqual([
      'REFUND',
      'MERCHANT_PAYABLE -50',
      'MERCHANT_PAYABLE -300',
      'WALLET_AVAILABLE of 200 50',
      'WALLET_AVAILABLE of 300 300',
    ])
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await till.isProven()).toBe(true)
})
