import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Input, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const secret = '7KQ2-9XWM-4TRB-ZC81-P'
const digits = '73829164501827364'
const input = (code: unknown) => ({ idempotencyKey: 'k', account: 'a', code })

const register = (fields: string) =>
  `mutation { registerCoupon(input: { idempotencyKey: "k", account: "a", ${fields} }) { __typename } }`
const asked = `mutation ($input: RegisterCouponInput!) { registerCoupon(input: $input) { __typename } }`

interface Case {
  readonly what: string
  readonly document: string
  readonly variables?: Input
}

const cases: readonly Case[] = [
  {
    what: 'a code in a list, in variables',
    document: asked,
    variables: { input: input([secret, secret]) },
  },
  {
    what: 'a code in an object, in variables',
    document: asked,
    variables: { input: input({ code: secret }) },
  },
  {
    what: 'a code that is a number, in variables',
    document: asked,
    variables: { input: input(Number(digits)) },
  },
  {
    what: 'a code instead of the input, in variables',
    document: asked,
    variables: { input: secret },
  },
  {
    what: 'a code that is too long',
    document: asked,
    variables: { input: input(secret.repeat(6)) },
  },
  { what: 'a code that is a number, in the document', document: register(`code: ${digits}`) },
  {
    what: 'a code in an object, in the document',
    document: register(`code: { code: "${secret}" }`),
  },
  {
    what: 'a code that wants its quotes, in the document',
    document: register('code: ZKQ29XWM4TRBZC81P'),
  },
  {
    what: 'a code instead of the input',
    document: `mutation { registerCoupon(input: "${secret}") { __typename } }`,
  },
  { what: 'a code without its colon', document: register(`code "${secret}"`) },
  { what: 'a code without its name', document: register(`"${secret}"`) },
  { what: 'a code in three quotes without its name', document: register(`"""${secret}"""`) },
  { what: 'a number without its name', document: register(digits) },
]

describe('an error does not tell the value that is wrong', () => {
  test.each(cases)('$what', async ({ document, variables }) => {
    const { body } = await market.ask(operator, document, variables)
    expect(body.errors[0].message).toMatch(/\w{4}/)
    const told = JSON.stringify(body)
    for (const part of [...secret.split('-').slice(0, 4), digits.slice(0, 10), 'ZKQ29XWM4TRBZC81P'])
      expect(told).not.toContain(part)
  })

  test('but says what would be right', async () => {
    const { body } = await market.ask(operator, register(`code: ${digits}`))
    expect(body.errors[0]).toMatchObject({
      message: 'String cannot represent a non string value',
      extensions: { code: 'BAD_USER_INPUT', path: ['input', 'code'] },
    })
  })

  test('nor an identity value', async () => {
    const document = `mutation ($input: CreateAccountInput!) {
      createAccount(input: $input) { __typename } }`
    const person = ['the identity of somebody']
    const { body } = await market.ask(operator, document, { input: { externalId: 'x', person } })
    expect(JSON.stringify(body)).not.toContain('identity of')
  })
})
