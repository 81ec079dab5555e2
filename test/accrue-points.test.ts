import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { as, fresh, grant, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const rowsOf = async (contract: string) => {
  const [row] = await market.sql(
    `select count(*)::int as accruals from accrual where contract_id = $1`,
    [localId(contract)],
  )
  return row?.accruals
}
const localId = (id: string) => Buffer.from(id, 'base64').toString().split(':')[1]

describe('accruePoints', () => {
  test('opens a lot in the wallet and pays for it from the contract’s budget', async () => {
    const contract = await market.newContract({ deposit: 1_000 })
    const account = await market.newAccount()

    const asked = grant(contract, account, 300, { purpose: 'PURCHASE_GIFT', eventTitle: ' Hi ' })
    expect(await market.does(operator, 'accruePoints', asked)).toMatchObject({
      __typename: 'AccruePointsPayload',
      accrual: {
        status: 'COMPLETED',
        purpose: 'PURCHASE_GIFT',
        amount: 300,
        availableAmount: 300,
        pendingAmount: 0,
        idempotencyKey: asked.idempotencyKey,
        eventTitle: 'Hi',
        validThrough: expect.stringMatching(/^\d{4}-\d\d-(28|29|30|31)$/),
        test: false,
      },
      wallet: { status: 'ACTIVE', available: 300, held: 0, pending: 0, room: 1_999_700 },
      replayed: false,
    })
    const [row] = await market.sql(
      `select budget::int, (select sum(amount)::int from lot where contract_id = contract.id) as lots
       from contract where id = $1`,
      [localId(contract)],
    )
    expect(row).toEqual({ budget: 700, lots: 300 })
  })

  test('keeps what exceeds the cap of a wallet waiting (R3)', async () => {
    const contract = await market.newContract({ deposit: 3_000_000 })
    const account = await market.newAccount()
    await market.does(operator, 'accruePoints', grant(contract, account, 1_950_000))

    expect(
      await market.does(operator, 'accruePoints', grant(contract, account, 100_000)),
    ).toMatchObject({
      accrual: { availableAmount: 50_000, pendingAmount: 50_000 },
      wallet: { available: 2_000_000, pending: 50_000, room: 0 },
    })
  })

  test('finds a person by the identity value, which is kept nowhere (R9)', async () => {
    const contract = await market.newContract()
    const person = fresh('secret identity')
    await market.newAccount({ person })

    const asked = { ...grant(contract, '', 10), recipient: { person } }
    expect(await market.does(operator, 'accruePoints', asked)).toMatchObject({
      wallet: { available: 10 },
    })
    const rows = await market.sql(
      `select to_jsonb(person)::text || to_jsonb(idempotency)::text as all
       from person, idempotency`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ all }) => String(all).includes('secret identity'))).toEqual([])
  })

  test('shows the partner its accrual, and of the wallet nothing', async () => {
    const partner = await market.newPartner()
    const contract = await market.newContract({ partner })
    const asked = grant(contract, await market.newAccount(), 10)

    const seen = {
      accrual: { amount: 10, availableAmount: null, pendingAmount: null },
      wallet: null,
    }
    expect(await market.does(as('PARTNER', partner), 'accruePoints', asked)).toMatchObject({
      ...seen,
      replayed: false,
    })
    expect(await market.does(as('PARTNER', partner), 'accruePoints', asked)).toMatchObject({
      ...seen,
      replayed: true,
    })
  })

  test('under a contract in TESTING checks everything and grants nothing (R13)', async () => {
    const contract = await market.newContract({ status: 'TESTING', deposit: 100 })
    const account = await market.newAccount()
    const asked = grant(contract, account, 60)

    for (const idempotencyKey of [asked.idempotencyKey, fresh('grant')])
      expect(
        await market.does(operator, 'accruePoints', { ...asked, idempotencyKey }),
      ).toMatchObject({ accrual: { test: true, availableAmount: 60 }, wallet: { available: 0 } })
    expect(await market.does(operator, 'accruePoints', { ...asked, amount: 101 })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect(
      await market.does(operator, 'accruePoints', grant(contract, account, 101)),
    ).toMatchObject({ code: 'CONTRACT_BUDGET_EXCEEDED' })

    await market.does(operator, 'changeContractStatus', { contract, status: 'LIVE' })
    expect(await market.does(operator, 'accruePoints', asked)).toMatchObject({
      accrual: { test: false },
      wallet: { available: 60 },
      replayed: false,
    })
  })

  test('asked again with the same key gives the first result again, whatever has happened since (R35)', async () => {
    const contract = await market.newContract({ deposit: 100 })
    const account = await market.newAccount()
    const asked = grant(contract, account, 100)
    const first = await market.does(operator, 'accruePoints', asked)

    await market.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
    await market.does(operator, 'closeAccount', { account })

    expect(await market.does(as('OPERATOR', 'lee'), 'accruePoints', asked)).toMatchObject({
      accrual: first.accrual,
      replayed: true,
    })
    expect(await rowsOf(contract)).toBe(1)
  })

  test('asked 20 times at once with the same key has one effect', async () => {
    const contract = await market.newContract({ deposit: 100 })
    const asked = grant(contract, await market.newAccount(), 40)

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => market.does(operator, 'accruePoints', asked)),
    )
    expect(new Set(outcomes.map(({ accrual }) => accrual.id)).size).toBe(1)
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await rowsOf(contract)).toBe(1)
  })

  test('takes a key for what its caller asked with it, not for what others did (R35)', async () => {
    const partner = await market.newPartner()
    const contract = await market.newContract({ partner })
    const asked = grant(contract, await market.newAccount(), 10)
    await market.does(operator, 'accruePoints', asked)

    const { replayed } = await market.does(as('PARTNER', partner), 'accruePoints', asked)
    expect(replayed).toBe(false)
    expect(
      await market.does(operator, 'accruePoints', { ...asked, purpose: 'PROMOTION' }),
    ).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      rule: 'R35',
      path: ['input', 'idempotencyKey'],
    })
    expect(
      await market.does(operator, 'accruePoints', { ...asked, purpose: 'OTHER', eventTitle: null }),
    ).toMatchObject({ replayed: true })
  })

  test('reads nothing for what it answers of itself', async () => {
    const contract = await market.newContract()
    const account = await market.newAccount()
    await market.does(operator, 'accruePoints', grant(contract, account, 1))

    market.statements.length = 0
    await market.does(operator, 'accruePoints', grant(contract, account, 1))
    expect(market.statements).not.toEqual([])
    expect(market.statements.filter((sql) => /from "public"/i.test(sql))).toEqual([])
  })
})

interface Case {
  readonly given: string
  readonly code: string
  readonly rule: string | null
  readonly path: readonly string[]
  readonly asked: () => Promise<{ readonly input: object; readonly by?: ReturnType<typeof as> }>
}
const to = (contract: string, account: string, amount = 10, told = {}) => ({
  input: grant(contract, account, amount, told),
})

const refusals: readonly Case[] = [
  {
    given: 'another partner’s contract',
    code: 'NOT_FOUND',
    rule: null,
    path: ['input', 'contract'],
    asked: async () => ({
      ...to(await market.newContract(), await market.newAccount()),
      by: as('PARTNER', await market.newPartner()),
    }),
  },
  {
    given: 'a contract for coupons',
    code: 'CONTRACT_CHANNEL_MISMATCH',
    rule: 'R13',
    path: ['input', 'contract'],
    asked: async () =>
      to(await market.newContract({ channel: 'COUPON' }), await market.newAccount()),
  },
  {
    given: 'a suspended partner',
    code: 'PARTNER_SUSPENDED',
    rule: 'R13',
    path: ['input', 'contract'],
    asked: async () => {
      const partner = await market.newPartner()
      const contract = await market.newContract({ partner })
      await market.does(operator, 'setPartnerStatus', { partner, status: 'SUSPENDED' })
      return to(contract, await market.newAccount())
    },
  },
  ...(
    [
      ['a draft', { status: 'DRAFT' }],
      ['an ended contract', { status: 'ENDED' }],
      ['a contract that has not started', { startsOn: '2999-01-01' }],
      ['a contract that is over', { endsOn: '2023-01-02' }],
    ] as const
  ).map(([given, terms]) => ({
    given,
    code: 'CONTRACT_NOT_LIVE',
    rule: 'R13',
    path: ['input', 'contract'],
    asked: async () => to(await market.newContract(terms), await market.newAccount()),
  })),
  ...[0, -1, 2_000_001].map((amount) => ({
    given: `an amount of ${amount}`,
    code: 'ACCRUAL_AMOUNT_OUT_OF_RANGE',
    rule: 'R2',
    path: ['input', 'amount'],
    asked: async () => to(await market.newContract(), await market.newAccount(), amount),
  })),
  {
    given: 'no account of that name',
    code: 'RECIPIENT_NOT_FOUND',
    rule: 'R9',
    path: ['input', 'recipient', 'account'],
    asked: async () => to(await market.newContract(), 'nobody'),
  },
  {
    given: 'a person without an account',
    code: 'RECIPIENT_NOT_FOUND',
    rule: 'R9',
    path: ['input', 'recipient', 'person'],
    asked: async () => to(await market.newContract(), '', 10, { recipient: { person: 'nobody' } }),
  },
  {
    given: 'a person with two accounts',
    code: 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS',
    rule: 'R9',
    path: ['input', 'recipient'],
    asked: async () => {
      const person = fresh('person')
      const account = await market.newAccount({ person })
      await market.newAccount({ person })
      return to(await market.newContract(), account)
    },
  },
  {
    given: 'a frozen wallet',
    code: 'WALLET_NOT_ACTIVE',
    rule: 'R26',
    path: ['input', 'recipient'],
    asked: async () => {
      const account = await market.newAccount()
      await market.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })
      return to(await market.newContract(), account)
    },
  },
  {
    given: 'a closed account',
    code: 'WALLET_NOT_ACTIVE',
    rule: 'R26',
    path: ['input', 'recipient'],
    asked: async () => {
      const account = await market.newAccount()
      await market.does(operator, 'closeAccount', { account })
      return to(await market.newContract(), account)
    },
  },
  {
    given: 'a closed account of a person without another, named by the person',
    code: 'RECIPIENT_NOT_FOUND',
    rule: 'R9',
    path: ['input', 'recipient', 'person'],
    asked: async () => {
      const person = fresh('person')
      const account = await market.newAccount({ person })
      await market.does(operator, 'closeAccount', { account })
      return to(await market.newContract(), '', 10, { recipient: { person } })
    },
  },
  {
    given: 'too small a budget',
    code: 'CONTRACT_BUDGET_EXCEEDED',
    rule: 'R12',
    path: ['input', 'amount'],
    asked: async () => to(await market.newContract({ deposit: 9 }), await market.newAccount()),
  },
]

describe('accruePoints refuses', () => {
  test.each(refusals)('given $given: $code, and writes nothing', async (refused) => {
    const { given: _given, asked, ...refusal } = refused
    const { input, by = operator } = await asked()
    const before = await counts()

    expect(await market.does(by, 'accruePoints', input as never)).toMatchObject({
      __typename: 'RuleViolation',
      ...refusal,
    })
    expect(await counts()).toEqual(before)
  })

  test('in Korean or English, as the caller’s Accept-Language asks', async () => {
    const ask = async (language: string) => {
      const { body } = await market.ask(
        operator,
        `mutation ($input: AccruePointsInput!) {
          accruePoints(input: $input) { ... on RuleViolation { message } } }`,
        { input: grant(await market.newContract(), 'nobody', 10) },
        { 'accept-language': language },
      )
      return body.data.accruePoints.message
    }
    expect(await ask('ko-KR,ko;q=0.9,en;q=0.8')).toMatch(/[가-힣]/)
    expect(await ask('en')).toMatch(/^There is no such recipient/)
  })

  test('callers of other kinds, before anything is looked up', async () => {
    const input = grant('Q29udHJhY3Q6MDE5NGZkYzAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAw', 'x', 1)
    for (const kind of ['AGENCY', 'MERCHANT', 'USER'] as const)
      expect(await market.fails(as(kind, 'x'), 'accruePoints', input)).toMatchObject({
        code: 'FORBIDDEN',
      })
    expect(await market.fails(undefined, 'accruePoints', input)).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })
})

const counts = () =>
  market.sql(
    `select (select count(*) from accrual) as accruals, (select count(*) from lot) as lots,
            (select count(*) from entry) as entries, (select count(*) from idempotency) as keys,
            (select count(*) from audit_event) as audits`,
  )

describe('accruePointsInBulk', () => {
  const bulk = (contract: string, items: readonly object[]) => ({ contract, items })
  const item = (account: string, amount: number, told = {}) => ({
    idempotencyKey: fresh('item'),
    recipient: { account },
    amount,
    ...told,
  })

  test('accepts or refuses each recipient on its own, in the order given (R11)', async () => {
    const contract = await market.newContract({ deposit: 100 })
    const [first, second] = [await market.newAccount(), await market.newAccount()]

    const { results } = await market.does(
      operator,
      'accruePointsInBulk',
      bulk(contract, [
        item(first, 60),
        item('nobody', 1),
        item(second, 50),
        item(first, 0),
        item(second, 40),
      ]),
    )
    expect(results).toMatchObject([
      { accrual: { amount: 60 }, wallet: { available: 60 } },
      { code: 'RECIPIENT_NOT_FOUND', path: ['input', 'items', '1', 'recipient', 'account'] },
      { code: 'CONTRACT_BUDGET_EXCEEDED', path: ['input', 'items', '2', 'amount'] },
      { code: 'ACCRUAL_AMOUNT_OUT_OF_RANGE', path: ['input', 'items', '3', 'amount'] },
      { accrual: { amount: 40 }, wallet: { available: 40 } },
    ])
  })

  test('says of what all recipients share where it stands', async () => {
    const contract = await market.newContract({ status: 'DRAFT' })
    const { results } = await market.does(
      operator,
      'accruePointsInBulk',
      bulk(contract, [item('a', 1), item('b', 1)]),
    )
    expect(results).toMatchObject([
      { code: 'CONTRACT_NOT_LIVE', path: ['input', 'contract'] },
      { code: 'CONTRACT_NOT_LIVE', path: ['input', 'contract'] },
    ])
  })

  test('has an item equal the same single accrual (R35)', async () => {
    const contract = await market.newContract({ deposit: 100 })
    const one = item(await market.newAccount(), 10)
    const { accrual } = await market.does(operator, 'accruePoints', { ...one, contract })

    const { results } = await market.does(
      operator,
      'accruePointsInBulk',
      bulk(contract, [one, { ...one, amount: 11 }, one]),
    )
    expect(results).toMatchObject([
      { accrual: { id: accrual.id }, replayed: true },
      { code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'items', '1', 'idempotencyKey'] },
      { accrual: { id: accrual.id }, replayed: true },
    ])
  })

  test('grants to 1,000 recipients in one request', async () => {
    const contract = await market.newContract({ deposit: 1_000 })
    const account = await market.newAccount()
    const items = Array.from({ length: 1_000 }, () => item(account, 1))

    const { results } = await market.does(operator, 'accruePointsInBulk', bulk(contract, items))
    expect(results).toHaveLength(1_000)
    expect(results.at(-1)).toMatchObject({ wallet: { available: 1_000 }, replayed: false })
  })
})
