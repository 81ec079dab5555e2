import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { as, fresh, operator, order } from './support/market.ts'
import { done, openTill, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

const dayMs = 86_400_000

/** When it was made and when its hold ends. */
async function timesOf({ id }: { readonly id: string }) {
  const document =
    'query ($id: ID!) { node(id: $id) { ... on Redemption { createdAt holdExpiresAt } } }'
  const { createdAt, holdExpiresAt } = (await till.ask(operator, document, { id })).body.data.node
  return { madeAt: Date.parse(createdAt), endsAt: Date.parse(holdExpiresAt) }
}

describe('authorizeRedemption', () => {
  test('holds points in the wallet, and says what is left to pay (R20, R21, R23)', async () => {
    const account = await till.newHolder([[5_000, 60]])
    const merchant = await till.newMerchant()

    const told = { orderAmount: 12_000, discountAmount: 2_000 }
    expect(
      await till.does(operator, 'authorizeRedemption', order(account, merchant, 3_000, told)),
    ).toMatchObject({
      redemption: {
        status: 'AUTHORIZED',
        orderAmount: 12_000,
        discountAmount: 2_000,
        points: 3_000,
        capturedPoints: 0,
        refundedPoints: 0,
        otherAmount: 7_000,
        cashReceiptEligibleAmount: 7_000,
        foreign: null,
      },
      wallet: { available: 2_000, held: 3_000, pending: 0, room: 1_995_000 },
      replayed: false,
    })
    expect((await till.journalsOf(account)).slice(1)).toEqual([
      ['HOLD', 'WALLET_AVAILABLE of 5000 -3000', 'WALLET_HELD of 5000 3000'],
    ])
  })

  test.each([1, 7, 30])(
    'for %i days: it ends exactly so many times 24 hours later',
    async (days) => {
      const account = await till.newHolder([[10, 60]])
      const { madeAt, endsAt } = await timesOf(
        await till.authorize(account, 10, { holdDays: days }),
      )

      expect(endsAt - madeAt).toBe(days * dayMs)
    },
  )

  test('for 7 days, where nobody says how many', async () => {
    const account = await till.newHolder([[10, 60]])
    const { madeAt, endsAt } = await timesOf(await till.authorize(account, 10))

    expect(endsAt - madeAt).toBe(7 * dayMs)
  })

  test('takes the lots that expire first, of the same expiry the older (R19)', async () => {
    const account = await till.newHolder([
      [400, 60],
      [300, 1],
      [200, 1],
    ])
    await till.authorize(account, 600)

    expect((await till.journalsOf(account)).at(-1)).toEqual([
      'HOLD',
      'WALLET_AVAILABLE of 300 -300',
      'WALLET_HELD of 300 300',
      'WALLET_AVAILABLE of 200 -200',
      'WALLET_HELD of 200 200',
      'WALLET_AVAILABLE of 400 -100',
      'WALLET_HELD of 400 100',
    ])
  })

  test('never holds what has expired, though nothing has carried it out yet (R19)', async () => {
    const account = await till.newHolder([
      [300, 1],
      [40, 60],
    ])
    const merchant = await till.newMerchant()
    till.turnTo(await till.firstExpiry(account))

    expect(
      await till.does(operator, 'authorizeRedemption', order(account, merchant, 41)),
    ).toMatchObject({ code: 'INSUFFICIENT_POINTS' })
    await till.authorize(account, 40)
    expect((await till.journalsOf(account)).slice(2)).toEqual([
      ['EXPIRY', 'WALLET_AVAILABLE of 300 -300', 'BREAKAGE 300'],
      ['HOLD', 'WALLET_AVAILABLE of 40 -40', 'WALLET_HELD of 40 40'],
    ])
  })

  test('makes no room: what waits goes on waiting (R4)', async () => {
    const account = await till.newHolder([
      [2_000_000, 60],
      [50_000, 60],
    ])
    await till.authorize(account, 30_000)

    expect(await till.walletOf(account)).toMatchObject({
      available: 1_970_000,
      held: 30_000,
      pending: 50_000,
      room: 0,
    })
  })

  test('holds points for one order alone: they can’t be spent or held again (R26)', async () => {
    const account = await till.newHolder([[100, 60]])
    const merchant = await till.newMerchant()
    await till.authorize(account, 60)

    for (const mutation of ['redeemPoints', 'authorizeRedemption'] as const)
      expect(await till.does(operator, mutation, order(account, merchant, 41))).toMatchObject({
        code: 'INSUFFICIENT_POINTS',
        path: ['input', 'points'],
      })
    expect(await till.walletOf(account)).toMatchObject({ available: 40, held: 60 })
  })

  test('abroad keeps the local amount and the rate (R24)', async () => {
    const account = await till.newHolder([[1_000, 60]])
    const merchant = await till.newMerchant({ country: 'MO', currency: 'MOP' })
    const foreign = { amount: '1234.50', currency: 'MOP', rate: '171.3333' }
    const held = await till.authorize(account, 1_000, { merchant, orderAmount: 211_511, foreign })

    expect(held).toMatchObject({
      otherAmount: 210_511,
      cashReceiptEligibleAmount: 0,
      foreign: { amount: '1234.5', currency: 'MOP', rate: '171.3333' },
    })
  })

  test('shows the merchant its redemption, and nothing of the wallet', async () => {
    const account = await till.newHolder([[10, 60]])
    const merchant = await till.newMerchant()
    const asked = order(account, merchant, 10)

    for (const replayed of [false, true])
      expect(await till.does(as('MERCHANT', merchant), 'authorizeRedemption', asked)).toMatchObject(
        {
          redemption: { points: 10, status: 'AUTHORIZED' },
          wallet: null,
          replayed,
        },
      )
  })
})

describe('authorizeRedemption asked again with the same key (R35)', () => {
  test('gives the first result again, whatever has happened since, and its end too', async () => {
    const account = await till.newHolder([[100, 60]])
    const merchant = await till.newMerchant()
    const asked = order(account, merchant, 60)
    const first = done(await till.does(operator, 'authorizeRedemption', asked))
    await till.does(operator, 'setMerchantAcceptsPoints', { merchant, acceptsPoints: false })
    await till.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })

    expect(await till.does(operator, 'authorizeRedemption', asked)).toMatchObject({
      redemption: first.redemption,
      replayed: true,
    })
    till.passDays(7)
    expect(await till.does(operator, 'authorizeRedemption', asked)).toMatchObject({
      redemption: { id: first.redemption.id, status: 'LAPSED', otherAmount: 0 },
      wallet: { available: 100, held: 0 },
      replayed: true,
    })
  })

  test('is IDEMPOTENCY_KEY_REUSED for another input, other days and one step instead of two', async () => {
    const account = await till.newHolder([[100, 60]])
    const asked = order(account, await till.newMerchant(), 10)
    done(await till.does(operator, 'authorizeRedemption', asked))

    const reused = { code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] }
    for (const other of [{ holdDays: 8 }, { points: 9 }, { orderId: fresh('order') }])
      expect(
        await till.does(operator, 'authorizeRedemption', { ...asked, ...other }),
      ).toMatchObject(reused)
    expect(await till.does(operator, 'redeemPoints', asked)).toMatchObject(reused)
    expect(
      await till.does(operator, 'authorizeRedemption', { ...asked, holdDays: 7 }),
    ).toMatchObject({ replayed: true })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await till.isProven()).toBe(true)
})
