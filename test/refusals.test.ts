import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endOf, kstDateOf } from '../src/domain/calendar.ts'
import { type RuleCode, rulings } from '../src/domain/refusal.ts'
import { type CouponDesk, openCouponDesk, registering, type Stage } from './support/coupon-desk.ts'
import { fresh, grant, type Input, localId, operator, order, reply } from './support/market.ts'
import type { Mutation } from './support/mutations.ts'

let market: CouponDesk
beforeAll(async () => {
  market = await openCouponDesk()
})
afterAll(() => market.stop())

type Asked = readonly [Mutation, Input]

/** A request that each code answers. */
const causes: Readonly<Partial<Record<RuleCode, () => Promise<Asked>>>> = {
  ACCRUAL_AMOUNT_OUT_OF_RANGE: async () => accrual({ amount: 2_000_001 }),
  ACCRUAL_ALREADY_COMPLETED: async () => {
    const [mutation, input] = await accrual({})
    return ['cancelAccrual', { accrual: (await market.does(operator, mutation, input)).accrual.id }]
  },
  RECIPIENT_NOT_FOUND: async () => accrual({ recipient: { account: 'nobody' } }),
  RECIPIENT_HAS_MULTIPLE_ACCOUNTS: async () => {
    const person = fresh('person')
    await market.newAccount({ person })
    await market.newAccount({ person })
    return accrual({ recipient: { person } })
  },
  CONTRACT_NOT_LIVE: async () =>
    accrual({ contract: await market.newContract({ status: 'DRAFT' }) }),
  CONTRACT_BUDGET_EXCEEDED: async () => accrual({ amount: 1_000_001 }),
  CONTRACT_CHANNEL_MISMATCH: async () =>
    accrual({ contract: await market.newContract({ channel: 'PROMOTION' }) }),
  VALIDITY_NOT_AGREED: async () => {
    const startsOn = '2024-01-01'
    const terms = {
      channel: 'API',
      validityMonths: 36,
      unitPrice: '1',
      billing: 'PREPAID',
      startsOn,
    }
    return ['createContract', { partner: await market.newPartner(), ...terms }]
  },
  PARTNER_SUSPENDED: async () => {
    const partner = await market.newPartner()
    const contract = await market.newContract({ partner })
    await market.does(operator, 'setPartnerStatus', { partner, status: 'SUSPENDED' })
    return accrual({ contract })
  },
  INVALID_STATE_CHANGE: async () => {
    const contract = await market.newContract({ status: 'ENDED' })
    return ['changeContractStatus', { contract, status: 'LIVE' }]
  },
  COUPON_CODE_MALFORMED: async () => coupon('ABCD'),
  COUPON_NOT_FOUND: async () => coupon(market.strangeCode()),
  COUPON_ALREADY_REGISTERED: async () => {
    const [mutation, input] = await coupon(await codeOf('DELIVERED'))
    await market.does(operator, mutation, input)
    return [mutation, { ...input, idempotencyKey: fresh('register') }]
  },
  COUPON_EXPIRED: async () => {
    const registerBy = kstDateOf(new Date(market.inDays(1)))
    const code = await codeOf('DELIVERED', { registerBy })
    market.turnTo(endOf(registerBy))
    return coupon(code)
  },
  COUPON_NOT_DELIVERED: async () => coupon(await codeOf('MADE')),
  COUPON_ATTEMPTS_EXCEEDED: async () => {
    const [mutation, input] = await coupon(market.strangeCode())
    for (let time = 0; time < 10; time += 1) await market.does(operator, mutation, input)
    return [mutation, input]
  },
  INSUFFICIENT_POINTS: async () => spending(11, {}),
  WALLET_NOT_ACTIVE: async () => {
    const account = await market.newAccountWith(10)
    await market.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })
    return spending(10, { account })
  },
  MERCHANT_NOT_ELIGIBLE: async () =>
    spending(10, { merchant: await market.newMerchant({ acceptsPoints: false }) }),
  REDEMPTION_EXCEEDS_ORDER: async () => spending(10, { orderAmount: 9 }),
  ORDER_ALREADY_REDEEMED: async () => {
    const [mutation, input] = await spending(5, {})
    await market.does(operator, mutation, input)
    return [mutation, { ...input, idempotencyKey: fresh('spend') }]
  },
  FOREIGN_AMOUNT_MISMATCH: async () =>
    spending(10, { merchant: await market.newMerchant({ country: 'SG', currency: 'SGD' }) }),
  HOLD_EXPIRED: async () => {
    const [, input] = await spending(5, { holdDays: 1 })
    const { redemption } = await market.does(operator, 'authorizeRedemption', input)
    await market.sql(
      `update redemption set hold_expires_at = created_at + interval '1 ms' where id = $1`,
      [localId(redemption.id)],
    )
    return ['captureRedemption', { idempotencyKey: fresh('step'), redemption: redemption.id }]
  },
  REFUND_EXCEEDS_REDEMPTION: async () => {
    const [mutation, input] = await spending(5, {})
    const { redemption } = await market.does(operator, mutation, input)
    const refund = { idempotencyKey: fresh('step'), redemption: redemption.id, points: 6 }
    return ['refundRedemption', refund]
  },
  IDEMPOTENCY_KEY_REUSED: async () => {
    const [mutation, input] = await accrual({})
    await market.does(operator, mutation, input)
    return [mutation, { ...input, amount: 11 }]
  },
  NOT_FOUND: async () => ['closeAccount', { account: 'nobody' }],
  ALREADY_EXISTS: async () => {
    const code = await market.newPartner()
    return ['createPartner', { code, name: 'a', businessNumber: '1' }]
  },
}

const causeOf = (code: RuleCode): Promise<Asked> => {
  const cause = causes[code]
  if (!cause) throw new Error(`Nothing answers ${code}`)
  return cause()
}

const accrual = async (told: Input): Promise<Asked> => [
  'accruePoints',
  grant(await market.newContract(), await market.newAccount(), 10, told),
]

const coupon = async (code: string): Promise<Asked> => [
  'registerCoupon',
  registering(await market.newAccount(), code),
]

const codeOf = async (stage: Stage, told: Input = {}): Promise<string> => {
  const [code = ''] = await market.codesOf(await market.bring(await market.order(told), stage))
  return code
}

const spending = async (points: number, told: Input): Promise<Asked> => [
  'redeemPoints',
  order(await market.newAccountWith(10), await market.newMerchant(), points, told),
]

/** Codes of promotions and settlement, which nothing answers yet. */
const silent: readonly RuleCode[] = [
  'PROMOTION_NOT_OPEN',
  'PROMOTION_NOT_ELIGIBLE',
  'MISSION_ALREADY_COMPLETED',
  'SETTLEMENT_PERIOD_OPEN',
]

/** R17: what is left of somebody's attempts follows it. */
const said = (sentence: string) => expect.stringContaining(sentence)

describe('every code', () => {
  test('has a request that it answers, or is named as silent', () => {
    expect([...Object.keys(causes), ...silent].toSorted()).toEqual(Object.keys(rulings).toSorted())
  })

  test.each(Object.keys(causes) as RuleCode[])(
    '%s is told with its rule, in Korean and in English',
    async (code) => {
      const [mutation, input] = await causeOf(code)
      const { rule, ko, en } = rulings[code]
      const told = async (language: string) => {
        const headers = { 'accept-language': language }
        return (await reply(market, operator, mutation, input, headers)).data?.[mutation]
      }
      expect(await told('ko')).toMatchObject({ code, rule, message: said(ko) })
      expect(await told('en')).toMatchObject({ code, rule, message: said(en) })
    },
  )
})
