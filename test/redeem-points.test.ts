import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { as, grant, type Market, openMarket, operator, order } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

describe('redeemPoints', () => {
  test('takes points out of the wallet, and says what is left to pay (R21, R23)', async () => {
    const account = await market.newAccountWith(5_000)
    const merchant = await market.newMerchant()

    const told = { orderAmount: 12_000, discountAmount: 2_000 }
    expect(
      await market.does(operator, 'redeemPoints', order(account, merchant, 3_000, told)),
    ).toMatchObject({
      redemption: {
        status: 'CAPTURED',
        orderAmount: 12_000,
        discountAmount: 2_000,
        points: 3_000,
        capturedPoints: 3_000,
        refundedPoints: 0,
        otherAmount: 7_000,
        cashReceiptEligibleAmount: 7_000,
        foreign: null,
      },
      wallet: { available: 2_000, held: 0, pending: 0, room: 1_998_000 },
      replayed: false,
    })
  })

  test('fills the room with what waits, at once (R4)', async () => {
    const account = await market.newAccountWith(2_000_000)
    const contract = await market.newContract()
    await market.does(operator, 'accruePoints', grant(contract, account, 50_000))

    expect(
      await market.does(
        operator,
        'redeemPoints',
        order(account, await market.newMerchant(), 30_000),
      ),
    ).toMatchObject({ wallet: { available: 2_000_000, pending: 20_000, room: 0 } })
  })

  test('shows the merchant its redemption, and nothing of the wallet', async () => {
    const account = await market.newAccountWith(10)
    const merchant = await market.newMerchant()
    const asked = order(account, merchant, 10)

    for (const replayed of [false, true])
      expect(await market.does(as('MERCHANT', merchant), 'redeemPoints', asked)).toMatchObject({
        redemption: { points: 10 },
        wallet: null,
        replayed,
      })
  })

  test('abroad keeps the local amount and the rate, rounded half up (R24)', async () => {
    const account = await market.newAccountWith(1_000)
    const merchant = await market.newMerchant({ country: 'MO', currency: 'MOP' })
    const foreign = { amount: '1234.50', currency: 'MOP', rate: '171.3333' }
    const asked = order(account, merchant, 1_000, { orderAmount: 211_511, foreign })

    const outcome = await market.does(operator, 'redeemPoints', asked)
    expect(outcome.redemption).toMatchObject({
      otherAmount: 210_511,
      cashReceiptEligibleAmount: 0,
      foreign: { amount: '1234.5', currency: 'MOP', rate: '171.3333' },
    })
    const respelled = { ...asked, foreign: { ...foreign, amount: '1234.5', rate: '171.33330' } }
    expect(await market.does(operator, 'redeemPoints', respelled)).toMatchObject({
      redemption: outcome.redemption,
      replayed: true,
    })
  })

  test('asked again with the same key gives the first result again, whatever has happened since (R35)', async () => {
    const account = await market.newAccountWith(100)
    const merchant = await market.newMerchant()
    const asked = order(account, merchant, 60)
    const first = await market.does(operator, 'redeemPoints', asked)
    await market.does(operator, 'setMerchantAcceptsPoints', { merchant, acceptsPoints: false })
    await market.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })

    expect(await market.does(operator, 'redeemPoints', asked)).toMatchObject({
      redemption: first.redemption,
      wallet: { available: 40, status: 'FROZEN' },
      replayed: true,
    })
    expect(
      await market.does(operator, 'redeemPoints', { ...asked, discountAmount: 1 }),
    ).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] })
    expect(
      await market.does(operator, 'redeemPoints', { ...asked, discountAmount: 0 }),
    ).toMatchObject({ replayed: true })
  })

  test('never spends more than there is, however many ask at once (R26)', async () => {
    const account = await market.newAccountWith(1_000)
    const merchant = await market.newMerchant()

    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () =>
        market.does(operator, 'redeemPoints', order(account, merchant, 100)),
      ),
    )
    expect(outcomes.filter(({ redemption }) => redemption)).toHaveLength(10)
    expect(outcomes.filter(({ code }) => code === 'INSUFFICIENT_POINTS')).toHaveLength(2)
  })
})
