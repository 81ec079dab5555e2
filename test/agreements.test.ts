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

interface Creation {
  readonly mutation: Mutation
  readonly noun: 'partner' | 'agency' | 'merchant' | 'country'
  /** Whole, with a code that no other has. */
  readonly input: () => Input
  /** For each field beside the code, another value. */
  readonly others: Input
}
const countries = ['DE', 'IT', 'ES', 'PT', 'US']
const creations: readonly Creation[] = [
  {
    mutation: 'createPartner',
    noun: 'partner',
    input: () => ({ code: fresh('partner'), name: 'a', businessNumber: '1' }),
    others: { name: 'A', businessNumber: '2' },
  },
  {
    mutation: 'createAgency',
    noun: 'agency',
    input: () => ({ code: fresh('agency'), name: 'a', commissionBasisPoints: 0 }),
    others: { name: 'A', commissionBasisPoints: 1 },
  },
  {
    mutation: 'createMerchant',
    noun: 'merchant',
    input: () => ({ code: fresh('shop'), name: 'a', country: 'KR', currency: 'KRW' }),
    others: { name: 'A', country: 'JP', currency: 'JPY', acceptsPoints: false },
  },
  {
    mutation: 'addCountry',
    noun: 'country',
    input: () => ({ code: countries.shift(), name: 'a', currency: 'EUR' }),
    others: { name: 'A', currency: 'USD' },
  },
]
const deedCount = () => market.sql('select count(*) from audit_event')

describe.each(creations)('$mutation, repeated (R35)', ({ mutation, noun, input, others }) => {
  test('by the same input is answered what is there, and not recorded again', async () => {
    const asked = input()
    const first = await market.does(operator, mutation, asked)
    const before = await deedCount()

    expect(first[noun]).toMatchObject(asked)
    expect(await market.does(operator, mutation, asked)).toEqual(first)
    expect(await deedCount()).toEqual(before)
  })

  test('by an input that differs in any field is ALREADY_EXISTS, and changes nothing', async () => {
    const asked = input()
    const first = await market.does(operator, mutation, asked)
    const before = await deedCount()

    for (const [field, other] of Object.entries(others))
      expect(await market.does(operator, mutation, { ...asked, [field]: other })).toMatchObject({
        code: 'ALREADY_EXISTS',
        rule: null,
        path: ['input', 'code'],
      })
    expect(await market.does(operator, mutation, asked)).toEqual(first)
    expect(await deedCount()).toEqual(before)
  })

  test('at once makes one, which all who asked for the same get', async () => {
    const asked = input()
    const rival = { ...asked, name: 'rival' }
    const inputs = [1, 2, 3, 4].flatMap((): Input[] => [asked, rival])
    const answers = await Promise.all(inputs.map((one) => market.does(operator, mutation, one)))

    const made = answers.find((answer) => answer[noun])?.[noun]
    expect([asked.name, rival.name]).toContain(made?.name)
    expect(answers).toMatchObject(
      inputs.map(({ name }) =>
        name === made?.name ? { [noun]: made } : { code: 'ALREADY_EXISTS' },
      ),
    )
    expect(
      await market.sql(
        `select count(*)::int as deeds from audit_event
         where action = $1 and details ->> 'code' = $2`,
        [mutation, asked.code],
      ),
    ).toEqual([{ deeds: 1 }])
  })
})

test('what was changed since it was entered is answered as it is now', async () => {
  const input = { code: fresh('partner'), name: 'a', businessNumber: '1' }
  await market.does(operator, 'createPartner', input)
  await market.does(operator, 'setPartnerStatus', { partner: input.code, status: 'SUSPENDED' })
  expect(await market.does(operator, 'createPartner', input)).toMatchObject({
    partner: { ...input, status: 'SUSPENDED' },
  })
})

test('a country of the first hour is one like any other', async () => {
  const korea = { code: 'KR', name: '대한민국', currency: 'KRW' }
  expect(await market.does(operator, 'addCountry', korea)).toMatchObject({ country: korea })
  expect(await market.does(operator, 'addCountry', { ...korea, name: 'Korea' })).toMatchObject({
    code: 'ALREADY_EXISTS',
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
