import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { climb } from './support/climb.ts'
import { as, fresh, grant, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

describe('when several refusals apply, the first of the order is given', () => {
  test.each(['at once', 'later'] as const)('granting points %s', async (when) => {
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

    const scheduledFor = new Date(Date.now() + 86_400_000).toISOString()
    const worst = grant(coupons, 'nobody', 0, {
      idempotencyKey: '',
      ...(when === 'later' && { scheduledFor }),
    })
    expect(
      await climb(market, { by: as('USER', account), mutation: 'accruePoints', input: worst }, [
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
})
