import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { as, operator, order } from './support/market.ts'
import { done, openTill, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

/** Points spent in one step; the redemption and where. */
async function spend(account: string, points: number, told = {}) {
  const merchant = await till.newMerchant()
  const asked = order(account, merchant, points, told)
  const { redemption } = done(await till.does(operator, 'redeemPoints', asked))
  return { ...redemption, merchant }
}

const refundsOf = async (id: string, caller = operator) => {
  const document = `query ($id: ID!) { node(id: $id) { ... on Redemption {
    status refundedPoints refunds { points expiredPoints reason } } } }`
  return (await till.ask(caller, document, { id })).body.data.node
}

describe('refundRedemption', () => {
  test('gives points back to their lot, and what is left to pay does not change (R25, R21)', async () => {
    const account = await till.newHolder([[500, 60]])
    const spent = await spend(account, 300, { orderAmount: 1_000 })

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
    expect(await refundsOf(spent.id)).toEqual({
      status: 'PARTIALLY_REFUNDED',
      refundedPoints: 120,
      refunds: [{ points: 120, expiredPoints: 0, reason: 'one cup was cold' }],
    })
  })

  test('of the rest makes it REFUNDED, and of more than the rest is REFUND_EXCEEDS_REDEMPTION', async () => {
    const account = await till.newHolder([[500, 60]])
    const spent = await spend(account, 300)
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
    const spent = await spend(account, 500)
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
    const spent = await spend(account, 400)
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

describe('refundRedemption, given a wallet that has changed since', () => {
  test('at its cap: what has no room is pending (R3)', async () => {
    const account = await till.newHolder([[1_000_000, 60]])
    const spent = await spend(account, 100)
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
    const spent = await spend(account, 400)
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
    expect(await refundsOf(spent.id)).toMatchObject({
      refunds: [{ ...refund, expiredPoints: 150 }],
    })
    for (const [caller, expiredPoints] of [
      [as('USER', account), 150],
      [as('MERCHANT', spent.merchant), null],
    ] as const)
      expect(await refundsOf(spent.id, caller)).toMatchObject({
        refunds: [{ ...refund, expiredPoints }],
      })
  })

  test('with all of it expired: all of it is gone again, also when the key is repeated', async () => {
    const account = await till.newHolder([[300, 1]])
    const spent = await spend(account, 300)
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
    const spent = await spend(account, 150)
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
    const spent = await spend(account, 100)
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
    const first = await spend(account, 300)
    done(await till.step('refund', first, { points: 300 }))
    const second = await spend(account, 300)

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
