import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { schema } from '../src/schema/schema.ts'
import {
  as,
  fresh,
  grant,
  type Input,
  type Market,
  openMarket,
  operator,
} from './support/market.ts'
import type { Mutation } from './support/mutations.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

/** What the audit says of an object since it was made, oldest first. */
const deedsOf = async (id: string) => {
  const [type, local] = Buffer.from(id, 'base64').toString().split(':')
  return market.sql(
    `select actor, action, details from audit_event
     where target_type = $1 and target_id = $2 order by id`,
    [type, local],
  )
}

describe('createPartner', () => {
  test('enters an active partner, and says who did it', async () => {
    const code = fresh('bakery')
    const input = { code, name: '  제과점 ', businessNumber: '123-45-67890' }
    const { partner } = await market.does(operator, 'createPartner', input)

    expect(partner).toMatchObject({ code, name: '제과점', status: 'ACTIVE' })
    expect(await deedsOf(partner.id)).toEqual([
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
    expect(await deedsOf(agency.id)).toMatchObject([{ action: 'createAgency' }])
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
  readonly noun: string
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
    const deeds = await deedsOf(outcome[noun].id)
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

describe('createContract', () => {
  const terms = {
    channel: 'API',
    validityMonths: 60,
    unitPrice: '0.950000',
    billing: 'POSTPAID',
    creditLimit: 1_000_000_000_000,
    startsOn: '2024-02-29',
    endsOn: '2024-02-29',
  }

  test('enters a draft with what was agreed', async () => {
    const partner = await market.newPartner()
    const { contract } = await market.does(operator, 'createContract', { ...terms, partner })

    expect(contract).toMatchObject({
      ...terms,
      unitPrice: '0.95',
      status: 'DRAFT',
      validityNegotiated: false,
      couponBilling: 'ON_DELIVERY',
      budget: { total: 1e12, granted: 0, reserved: 0, remaining: 1e12 },
    })
    expect(await deedsOf(contract.id)).toMatchObject([
      { action: 'createContract', details: { partner, unitPrice: '0.95', startsOn: '2024-02-29' } },
    ])
  })

  test.each([
    [24, false, true],
    [60, false, true],
    [60, true, true],
    [12, false, false],
    [36, false, false],
    [1, true, true],
    [120, true, true],
    [0, true, false],
    [121, true, false],
    [-24, true, false],
  ])('of %i months, negotiated: %s, is agreed: %s (R6)', async (months, negotiated, isAgreed) => {
    const outcome = await market.does(operator, 'createContract', {
      ...terms,
      partner: await market.newPartner(),
      validityMonths: months,
      validityNegotiated: negotiated,
    })
    if (isAgreed) expect(outcome.contract.validityMonths).toBe(months)
    else
      expect(outcome).toMatchObject({
        code: 'VALIDITY_NOT_AGREED',
        rule: 'R6',
        path: ['input', 'validityMonths'],
      })
  })

  test('refuses a partner that does not exist: NOT_FOUND', async () => {
    expect(
      await market.does(operator, 'createContract', { ...terms, partner: 'nobody' }),
    ).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'partner'] })
  })
})

const stages = ['DRAFT', 'TESTING', 'LIVE', 'ENDED'] as const
const steps: Readonly<Record<string, string>> = {
  DRAFT: 'DRAFT TESTING LIVE ENDED',
  TESTING: 'TESTING LIVE ENDED',
  LIVE: 'LIVE ENDED',
  ENDED: 'ENDED',
}

describe('changeContractStatus', () => {
  test.each(stages.flatMap((from) => stages.map((to) => [from, to] as const)))(
    'from %s to %s goes as R13 says',
    async (from, to) => {
      const contract = await market.newContract({ status: from, deposit: 0 })
      const before = (await deedsOf(contract)).length
      const outcome = await market.does(operator, 'changeContractStatus', { contract, status: to })
      const isStep = steps[from]?.includes(to)

      if (isStep) expect(outcome).toMatchObject({ contract: { id: contract, status: to } })
      else
        expect(outcome).toMatchObject({ code: 'INVALID_STATE_CHANGE', path: ['input', 'status'] })
      expect((await deedsOf(contract)).slice(before)).toEqual(
        isStep && from !== to
          ? [{ actor: 'OPERATOR:kim', action: 'changeContractStatus', details: { status: to } }]
          : [],
      )
    },
  )

  test('asked at once for LIVE and ENDED never leads back', async () => {
    const contract = await market.newContract({ status: 'TESTING', deposit: 0 })
    await Promise.all(
      ['LIVE', 'ENDED', 'LIVE', 'ENDED'].map((status) =>
        market.does(operator, 'changeContractStatus', { contract, status }),
      ),
    )
    const deeds = (await deedsOf(contract)).map(({ details }) => (details as Input).status)
    expect(deeds.slice(2)).toContain('ENDED')
    expect(deeds.at(-1)).toBe('ENDED')
  })

  test('refuses a contract that does not exist: NOT_FOUND', async () => {
    const contract = Buffer.from('Contract:0194fdc0-0000-7000-8000-000000000000').toString('base64')
    expect(
      await market.does(operator, 'changeContractStatus', { contract, status: 'LIVE' }),
    ).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'contract'] })
  })
})

describe('depositBudget', () => {
  const deposit = (contract: string, points: number) => ({
    idempotencyKey: fresh('deposit'),
    contract,
    points,
  })

  test('adds to the budget, once for a key (R12, R35)', async () => {
    const contract = await market.newContract({ deposit: 0 })
    const asked = deposit(contract, 700)

    for (const replayed of [false, true])
      expect(await market.does(operator, 'depositBudget', asked)).toMatchObject({
        contract: { budget: { total: 700, granted: 0, reserved: 0, remaining: 700 } },
        replayed,
      })
    await market.does(operator, 'accruePoints', grant(contract, await market.newAccount(), 200))
    expect(await market.does(operator, 'depositBudget', asked)).toMatchObject({
      contract: { budget: { total: 700, granted: 200, reserved: 0, remaining: 500 } },
      replayed: true,
    })
    expect(await market.does(operator, 'depositBudget', { ...asked, points: 701 })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect((await deedsOf(contract)).filter(({ action }) => action === 'depositBudget')).toEqual([
      { actor: 'OPERATOR:kim', action: 'depositBudget', details: { points: '700' } },
    ])
  })

  test.each([
    ['a draft', { status: 'DRAFT' }, 'INVALID_STATE_CHANGE'],
    ['a contract in TESTING', { status: 'TESTING', deposit: 0 }, undefined],
    ['an ended contract', { status: 'ENDED', deposit: 0 }, 'INVALID_STATE_CHANGE'],
    ['a postpaid contract', { billing: 'POSTPAID', creditLimit: 10 }, 'INVALID_STATE_CHANGE'],
  ])('given %s answers as R12 and R13 say', async (_given, told, code) => {
    const contract = await market.newContract(told)
    const outcome = await market.does(operator, 'depositBudget', deposit(contract, 5))
    expect(outcome.code).toBe(code)
    if (!code) expect(outcome.contract.budget.remaining).toBe(5)
  })

  test('a postpaid contract grants as far as its credit goes (R12)', async () => {
    const contract = await market.newContract({ billing: 'POSTPAID', creditLimit: 10 })
    const account = await market.newAccount()
    const codes = []
    for (const amount of [6, 5, 4, 1])
      codes.push(
        (await market.does(operator, 'accruePoints', grant(contract, account, amount))).code,
      )
    expect(codes).toEqual([
      undefined,
      'CONTRACT_BUDGET_EXCEEDED',
      undefined,
      'CONTRACT_BUDGET_EXCEEDED',
    ])
  })
})

describe('what operators alone may do', () => {
  const id = Buffer.from('Contract:0194fdc0-0000-7000-8000-000000000000').toString('base64')
  const inputs: readonly [Mutation, Input][] = [
    ['createPartner', { code: 'x', name: 'x', businessNumber: '1' }],
    ['setPartnerStatus', { partner: 'x', status: 'ACTIVE' }],
    ['createAgency', { code: 'x', name: 'x', commissionBasisPoints: 1 }],
    ['setAgencyStatus', { agency: 'x', status: 'ACTIVE' }],
    ['addCountry', { code: 'DE', name: 'x', currency: 'EUR' }],
    ['createMerchant', { code: 'x', name: 'x', country: 'KR', currency: 'KRW' }],
    ['setMerchantAcceptsPoints', { merchant: 'x', acceptsPoints: true }],
    ['createAccount', { externalId: 'x', person: 'x' }],
    ['closeAccount', { account: 'x' }],
    ['setWalletStatus', { account: 'x', status: 'FROZEN' }],
    [
      'createContract',
      {
        partner: 'x',
        channel: 'API',
        validityMonths: 60,
        unitPrice: '1',
        billing: 'PREPAID',
        startsOn: '2024-01-01',
      },
    ],
    ['changeContractStatus', { contract: id, status: 'LIVE' }],
    ['depositBudget', { idempotencyKey: 'x', contract: id, points: 1 }],
  ]

  test('is every mutation but those that grant and spend', () => {
    const others = ['accruePoints', 'accruePointsInBulk', 'redeemPoints']
    expect([...inputs.map(([mutation]) => mutation), ...others].toSorted()).toEqual(
      Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted(),
    )
  })

  test.each(inputs)(
    '%s is FORBIDDEN for all others, and records nothing',
    async (mutation, input) => {
      const deeds = () => market.sql('select count(*) from audit_event')
      const before = await deeds()
      for (const kind of ['PARTNER', 'AGENCY', 'MERCHANT', 'USER'] as const)
        expect(await market.fails(as(kind, 'x'), mutation, input)).toMatchObject({
          code: 'FORBIDDEN',
        })
      expect(await market.fails(undefined, mutation, input)).toMatchObject({
        code: 'UNAUTHENTICATED',
      })
      expect(await deeds()).toEqual(before)
    },
  )
})
