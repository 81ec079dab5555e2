import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { deedsOf, fresh, type Input, type Market, openMarket, operator } from './support/market.ts'
import type { Mutation } from './support/mutations.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

describe('createPartner', () => {
  test('enters an active partner, and says who did it', async () => {
    const code = fresh('bakery')
    const input = { code, name: '  제과점 ', businessNumber: '123-45-67890' }
    const { partner } = await market.does(operator, 'createPartner', input)

    expect(partner).toMatchObject({ code, name: '제과점', status: 'ACTIVE' })
    expect(await deedsOf(market, partner.id)).toEqual([
      { actor: 'OPERATOR:kim', action: 'createPartner', details: { code } },
    ])
  })
})

describe('createAgency', () => {
  test('enters an active agency with its commission', async () => {
    const code = fresh('agency')
    const input = { code, name: 'Coupon House', commissionBasisPoints: 350 }
    const { agency } = await market.does(operator, 'createAgency', input)

    expect(agency).toMatchObject({ code, commissionBasisPoints: 350, status: 'ACTIVE' })
    expect(await deedsOf(market, agency.id)).toMatchObject([{ action: 'createAgency' }])
  })
})

describe('addCountry', () => {
  test('lets merchants of that country be entered (R24)', async () => {
    const merchant = { code: fresh('bistro'), name: 'Bistro', country: 'FR', currency: 'EUR' }
    expect(await market.does(operator, 'createMerchant', merchant)).toMatchObject({
      code: 'NOT_FOUND',
      path: ['input', 'country'],
    })
    const france = { code: 'FR', name: '프랑스', currency: 'EUR' }
    expect(await market.does(operator, 'addCountry', france)).toMatchObject({ country: france })
    expect(await market.does(operator, 'createMerchant', merchant)).toMatchObject({
      merchant: { ...merchant, acceptsPoints: true },
    })
    expect(
      await market.sql(`select target_type, details from audit_event where action = 'addCountry'`),
    ).toEqual([{ target_type: null, details: france }])
  })
})

describe('a code that is taken', () => {
  test.each<[Mutation, Input]>([
    ['createPartner', { name: 'a', businessNumber: '1' }],
    ['createAgency', { name: 'a', commissionBasisPoints: 0 }],
    ['createMerchant', { name: 'a', country: 'KR', currency: 'KRW' }],
  ])('is ALREADY_EXISTS for %s, and nothing is changed or recorded', async (mutation, rest) => {
    const input = { code: fresh('taken'), ...rest }
    await market.does(operator, mutation, input)
    const deeds = () => market.sql('select count(*) from audit_event')
    const before = await deeds()

    expect(await market.does(operator, mutation, { ...input, name: 'other' })).toMatchObject({
      code: 'ALREADY_EXISTS',
      rule: null,
      path: ['input', 'code'],
    })
    expect(await deeds()).toEqual(before)
  })

  test('is ALREADY_EXISTS for addCountry', async () => {
    const input = { code: 'KR', name: 'Korea', currency: 'KRW' }
    expect(await market.does(operator, 'addCountry', input)).toMatchObject({
      code: 'ALREADY_EXISTS',
    })
  })

  test('goes to one of those who ask for it at once', async () => {
    const input = { code: fresh('raced'), name: 'a', businessNumber: '1' }
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => market.does(operator, 'createPartner', input)),
    )
    expect(outcomes.filter(({ partner }) => partner)).toHaveLength(1)
    expect(outcomes.filter(({ code }) => code === 'ALREADY_EXISTS')).toHaveLength(7)
  })
})

interface Switch {
  readonly mutation: Mutation
  readonly noun: 'partner' | 'agency' | 'merchant'
  readonly field: string
  readonly states: readonly [unknown, unknown]
  readonly make: () => Promise<string>
}
const switches: readonly Switch[] = [
  {
    mutation: 'setPartnerStatus',
    noun: 'partner',
    field: 'status',
    states: ['SUSPENDED', 'ACTIVE'],
    make: () => market.newPartner(),
  },
  {
    mutation: 'setAgencyStatus',
    noun: 'agency',
    field: 'status',
    states: ['SUSPENDED', 'ACTIVE'],
    make: async () => {
      const code = fresh('agency')
      await market.does(operator, 'createAgency', { code, name: code, commissionBasisPoints: 0 })
      return code
    },
  },
  {
    mutation: 'setMerchantAcceptsPoints',
    noun: 'merchant',
    field: 'acceptsPoints',
    states: [false, true],
    make: () => market.newMerchant(),
  },
]

describe.each(switches)('$mutation', ({ mutation, noun, field, states, make }) => {
  test('changes there and back; a repeat is answered, and not recorded again', async () => {
    const code = await make()
    for (const state of [states[0], states[0], states[1]])
      expect(await market.does(operator, mutation, { [noun]: code, [field]: state })).toMatchObject(
        {
          [noun]: { code, [field]: state },
        },
      )
    const outcome = await market.does(operator, mutation, { [noun]: code, [field]: states[1] })
    const deeds = await deedsOf(market, outcome[noun].id)
    expect(deeds.slice(1)).toEqual([
      { actor: 'OPERATOR:kim', action: mutation, details: { [field]: states[0] } },
      { actor: 'OPERATOR:kim', action: mutation, details: { [field]: states[1] } },
    ])
  })

  test('refuses what does not exist: NOT_FOUND', async () => {
    expect(
      await market.does(operator, mutation, { [noun]: 'nobody', [field]: states[0] }),
    ).toMatchObject({ code: 'NOT_FOUND', path: ['input', noun] })
  })
})
