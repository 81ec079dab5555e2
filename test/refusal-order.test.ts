import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import {
  as,
  fresh,
  grant,
  type Input,
  type Market,
  openMarket,
  operator,
  order,
  reply,
} from './support/market.ts'
import type { Mutation } from './support/mutations.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

/** What is asked, by whom, and the code of what comes of it. */
interface Attempt {
  readonly by: Caller
  readonly mutation: Mutation
  readonly input: Input
}
const comesTo = async ({ by, mutation, input }: Attempt): Promise<string> => {
  const { data, errors } = await reply(market, by, mutation, input)
  const outcome = data?.[mutation]
  return errors?.[0]?.extensions.code ?? outcome?.code ?? outcome?.__typename ?? ''
}

/** One thing wrong less each time: what is left to be wrong must not be told before its turn. */
type Mend = () => Promise<Input & { readonly by?: Caller }>

async function climb(attempt: Attempt, mends: readonly Mend[]): Promise<string[]> {
  const codes = [await comesTo(attempt)]
  let now = attempt
  for (const mend of mends) {
    const { by = now.by, ...mended } = await mend()
    now = { ...now, by, input: { ...now.input, ...mended } }
    codes.push(await comesTo(now))
  }
  return codes
}

describe('when several refusals apply, the first of the order is given', () => {
  test('granting points', async () => {
    const partner = await market.newPartner()
    const stranger = as('PARTNER', await market.newPartner())
    const usedKey = fresh('grant')
    const strangers = await market.newContract({ partner: stranger.code })
    const used = grant(strangers, await market.newAccount(), 1, { idempotencyKey: usedKey })
    await market.does(stranger, 'accruePoints', used)

    const coupons = await market.newContract({ partner, channel: 'COUPON', status: 'DRAFT' })
    const contract = await market.newContract({ partner, status: 'DRAFT' })
    await market.does(operator, 'setPartnerStatus', { partner, status: 'SUSPENDED' })
    const person = fresh('person')
    const [account, second] = [
      await market.newAccount({ person }),
      await market.newAccount({ person }),
    ]
    await market.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })

    const worst = grant(coupons, 'nobody', 0, { idempotencyKey: '' })
    const by = as('USER', account)
    expect(
      await climb({ by, mutation: 'accruePoints', input: worst }, [
        async () => ({ idempotencyKey: usedKey }),
        async () => ({ by: stranger }),
        async () => ({ idempotencyKey: fresh('grant') }),
        async () => ({ by: as('PARTNER', partner) }),
        async () => ({ contract }),
        async () => {
          await market.does(operator, 'setPartnerStatus', { partner, status: 'ACTIVE' })
          return {}
        },
        async () => {
          await market.does(operator, 'changeContractStatus', { contract, status: 'LIVE' })
          return {}
        },
        async () => ({ amount: 1 }),
        async () => ({ recipient: { account } }),
        async () => {
          await market.does(operator, 'closeAccount', { account: second })
          return {}
        },
        async () => {
          await market.does(operator, 'setWalletStatus', { account, status: 'ACTIVE' })
          return {}
        },
        async () => {
          const deposit = { idempotencyKey: fresh('deposit'), contract, points: 1 }
          await market.does(operator, 'depositBudget', deposit)
          return {}
        },
      ]),
    ).toEqual([
      'BAD_USER_INPUT',
      'FORBIDDEN',
      'IDEMPOTENCY_KEY_REUSED',
      'NOT_FOUND',
      'CONTRACT_CHANNEL_MISMATCH',
      'PARTNER_SUSPENDED',
      'CONTRACT_NOT_LIVE',
      'ACCRUAL_AMOUNT_OUT_OF_RANGE',
      'RECIPIENT_NOT_FOUND',
      'RECIPIENT_HAS_MULTIPLE_ACCOUNTS',
      'WALLET_NOT_ACTIVE',
      'CONTRACT_BUDGET_EXCEEDED',
      'AccruePointsPayload',
    ])
  })

  test('spending points', async () => {
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
      await climb({ by, mutation: 'redeemPoints', input: worst }, [
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
      'RedeemPointsPayload',
    ])
  })
})
