import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { climb } from './support/climb.ts'
import { as, fresh, type Market, openMarket, operator, order } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const spendings = [
  ['redeemPoints', 'RedeemPointsPayload'],
  ['authorizeRedemption', 'AuthorizeRedemptionPayload'],
] as const

describe('when several refusals apply, the first of the order is given', () => {
  test.each(spendings)('spending points by %s', async (mutation, payload) => {
    const stranger = as('MERCHANT', await market.newMerchant())
    const used = order(await market.newAccountWith(1), stranger.code, 1)
    await market.does(stranger, 'redeemPoints', used)

    const abroad = { country: 'MO', currency: 'MOP', acceptsPoints: true }
    const merchant = await market.newMerchant(abroad)
    const foreign = { amount: '1234.50', currency: 'MOP', rate: '171.3333' }
    const taken = order(await market.newAccountWith(1), merchant, 1, {
      orderAmount: 211_511,
      foreign,
    })
    await market.does(operator, 'redeemPoints', taken)
    await market.does(operator, 'setMerchantAcceptsPoints', { merchant, acceptsPoints: false })
    const account = await market.newAccountWith(1)
    await market.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })

    const worst = order(account, merchant, 2, {
      idempotencyKey: '',
      orderId: taken.orderId,
      orderAmount: 211_511,
      discountAmount: 211_511,
    })
    const by = as('PARTNER', 'x')
    expect(
      await climb(market, { by, mutation, input: worst }, [
        async () => ({ idempotencyKey: used.idempotencyKey }),
        async () => ({ by: stranger }),
        async () => ({ idempotencyKey: fresh('spend') }),
        async () => ({ by: as('MERCHANT', merchant) }),
        async () => {
          await market.does(operator, 'setMerchantAcceptsPoints', { merchant, acceptsPoints: true })
          return {}
        },
        async () => ({ discountAmount: 0 }),
        async () => ({ foreign }),
        async () => ({ orderId: fresh('order') }),
        async () => {
          await market.does(operator, 'setWalletStatus', { account, status: 'ACTIVE' })
          return {}
        },
        async () => ({ points: 1 }),
      ]),
    ).toEqual([
      'BAD_USER_INPUT',
      'FORBIDDEN',
      'IDEMPOTENCY_KEY_REUSED',
      'NOT_FOUND',
      'MERCHANT_NOT_ELIGIBLE',
      'REDEMPTION_EXCEEDS_ORDER',
      'FOREIGN_AMOUNT_MISMATCH',
      'ORDER_ALREADY_REDEEMED',
      'WALLET_NOT_ACTIVE',
      'INSUFFICIENT_POINTS',
      payload,
    ])
  })

  test('ending a hold', async () => {
    const merchant = await market.newMerchant()
    const stranger = as('MERCHANT', await market.newMerchant())
    const used = order(await market.newAccountWith(1), stranger.code, 1)
    await market.does(stranger, 'redeemPoints', used)
    const account = await market.newAccountWith(10)
    const hold = async () => {
      const held = await market.does(operator, 'authorizeRedemption', order(account, merchant, 5))
      return held.redemption.id
    }
    const voided = await hold()
    const voiding = { idempotencyKey: fresh('void'), redemption: voided }
    await market.does(operator, 'voidRedemption', voiding)

    const worst = { idempotencyKey: '', redemption: voided, points: 6 }
    expect(
      await climb(
        market,
        { by: as('USER', account), mutation: 'captureRedemption', input: worst },
        [
          async () => ({ idempotencyKey: used.idempotencyKey }),
          async () => ({ by: stranger }),
          async () => ({ idempotencyKey: fresh('step') }),
          async () => ({ by: as('MERCHANT', merchant) }),
          async () => ({ redemption: await hold() }),
          async () => ({ points: 5 }),
        ],
      ),
    ).toEqual([
      'BAD_USER_INPUT',
      'FORBIDDEN',
      'IDEMPOTENCY_KEY_REUSED',
      'NOT_FOUND',
      'INVALID_STATE_CHANGE',
      'INSUFFICIENT_POINTS',
      'CaptureRedemptionPayload',
    ])
  })

  test('refunding', async () => {
    const merchant = await market.newMerchant()
    const stranger = as('MERCHANT', await market.newMerchant())
    const used = order(await market.newAccountWith(1), stranger.code, 1)
    await market.does(stranger, 'redeemPoints', used)
    const [leaver, account] = [await market.newAccountWith(10), await market.newAccountWith(10)]
    const held = await market.does(operator, 'authorizeRedemption', order(account, merchant, 5))
    const spend = async (by: string) => {
      const spent = await market.does(operator, 'redeemPoints', order(by, merchant, 5))
      return { redemption: spent.redemption.id }
    }
    const ofLeaver = await spend(leaver)
    await market.does(operator, 'closeAccount', { account: leaver })

    const worst = { idempotencyKey: '', redemption: held.redemption.id, points: 6 }
    expect(
      await climb(market, { by: as('USER', account), mutation: 'refundRedemption', input: worst }, [
        async () => ({ idempotencyKey: used.idempotencyKey }),
        async () => ({ by: stranger }),
        async () => ({ idempotencyKey: fresh('step') }),
        async () => ({ by: as('MERCHANT', merchant) }),
        async () => ofLeaver,
        () => spend(account),
        async () => ({ points: 5 }),
      ]),
    ).toEqual([
      'BAD_USER_INPUT',
      'FORBIDDEN',
      'IDEMPOTENCY_KEY_REUSED',
      'NOT_FOUND',
      'INVALID_STATE_CHANGE',
      'WALLET_NOT_ACTIVE',
      'REFUND_EXCEEDS_REDEMPTION',
      'RefundRedemptionPayload',
    ])
  })
})
