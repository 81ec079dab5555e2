import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { as, fresh, grant, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

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
    const before = await market.rowCounts()

    expect(await market.does(by, 'accruePoints', input as never)).toMatchObject({
      __typename: 'RuleViolation',
      ...refusal,
    })
    expect(await market.rowCounts()).toEqual(before)
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
