import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import { signToken } from '../src/server/signing-key.ts'
import { tell } from './support/gateway.ts'
import { contract, spoiled, usual } from './support/malformed.ts'
import { as, fresh, type Input, type Market, openMarket, operator } from './support/market.ts'
import { documentOf, type Mutation, mutations } from './support/mutations.ts'

let market: Market
let token: string
beforeAll(async () => {
  market = await openMarket()
  token = await signToken(market.config, operator)
})
afterAll(() => market.stop())

/** The input with another value at a dotted place. */
function spoil(input: Input, where: string, value: unknown): Input {
  const whole = structuredClone(input) as Record<string, unknown>
  const steps = where.split('.')
  const last = steps.pop() ?? ''
  const inner = steps.reduce((found, step) => found[step] as Record<string, unknown>, whole)
  inner[last] = value
  return whole
}

const ofDeliverers: readonly Mutation[] = ['markCouponOrderDelivered', 'exportCouponCodes']
/** Whoever delivers an order is no operator. */
const whoMay = (mutation: Mutation): Caller =>
  ofDeliverers.includes(mutation) ? as('PARTNER', 'x') : operator

const optional = ['foreign', 'birthDate', 'creditLimit', 'endsOn', 'holdDays', 'reason']
const mayBeLeftOut = (mutation: Mutation, field: string): boolean =>
  optional.includes(field) || (mutation === 'captureRedemption' && field === 'points')

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'undefined'

const bad = (path: string) => ({ code: 'BAD_USER_INPUT', path: ['input', ...path.split('.')] })

describe('malformed input is BAD_USER_INPUT with its path, and nothing is written', () => {
  let before: Awaited<ReturnType<Market['rowCounts']>>
  beforeAll(async () => {
    before = await market.rowCounts()
  })
  afterAll(async () => {
    expect(before.length).toBeGreaterThan(15)
    expect(await market.rowCounts()).toEqual(before)
  })

  test.each(
    spoiled.map(([mutation, where, value, path]) => ({
      mutation,
      where,
      value,
      path: path ?? where,
      shown: shown(value),
    })),
  )('$mutation with $where: $shown', async ({ mutation, where, value, path }) => {
    const error = await market.fails(operator, mutation, spoil(usual[mutation], where, value))
    expect(error).toMatchObject(bad(path))
    expect(error.message).toMatch(/\w/)
  })

  test.each(mutations)('%s without its input', async (mutation) => {
    const { body } = await market.ask(operator, documentOf(mutation), {})
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['input'] })
  })

  test.each(
    mutations.flatMap((name) => Object.keys(usual[name]).map((field) => [name, field] as const)),
  )('%s without %s, unless it may be left out', async (mutation, field) => {
    const { [field]: _left, ...rest } = usual[mutation]
    if (mayBeLeftOut(mutation, field)) return
    expect(await market.fails(operator, mutation, rest)).toMatchObject(bad(field))
  })

  test.each([
    ['amount: 1.5', 'amount'],
    ['amount: 9007199254740992', 'amount'],
    ['amount: "1"', 'amount'],
    ['purpose: NEITHER', 'purpose'],
    ['idempotencyKey: ""', 'idempotencyKey'],
    ['contract: "no id"', 'contract'],
    ['recipient: {}', 'recipient'],
    ['recipient: { account: "a", person: "p" }', 'recipient'],
    ['recipient: { account: "a b" }', 'recipient.account'],
  ])('spelled in the document: %s', async (field, path) => {
    const name = field.split(':')[0]
    const fields = {
      idempotencyKey: '"key"',
      contract: `"${contract}"`,
      recipient: '{ account: "nobody" }',
      amount: '1',
    }
    const others = Object.entries(fields).filter(([one]) => one !== name)
    const input = [...others.map(([one, value]) => `${one}: ${value}`), field].join(' ')
    const document = `mutation { accruePoints(input: { ${input} }) { __typename } }`
    const { body } = await market.ask(operator, document)
    expect(body.errors[0].extensions).toMatchObject(bad(path))
  })

  test('whoever asks, before their right is looked at', async () => {
    for (const caller of [as('USER', 'x'), as('PARTNER', 'x'), undefined])
      expect(
        await market.fails(caller, 'depositBudget', { ...usual.depositBudget, points: 0 }),
      ).toMatchObject(bad('points'))
  })

  test('broken JSON, and JSON that is no request', async () => {
    for (const body of ['{"query": ', '{', 'nonsense', '[1]', '"text"', 'null', '{"query": 1}']) {
      const { status, body: answer } = await post(body)
      expect({ body, status, code: answer.errors[0].extensions.code }).toEqual({
        body,
        status: 400,
        code: 'BAD_USER_INPUT',
      })
    }
  })

  test('a body of 10 MB, whether it tells its length or not', async () => {
    const input = spoil(usual.accruePoints, 'eventTitle', 'x'.repeat(10_000_000))
    const body = JSON.stringify({ query: documentOf('accruePoints'), variables: { input } })
    const { status, body: answer } = await post(body)
    expect([status, answer.errors[0].extensions.code]).toEqual([413, 'BAD_USER_INPUT'])
    expect(await statusOfChunked(body)).toBe(413)
  })
})

const headers = () => ({ 'content-type': 'application/json', authorization: `Bearer ${token}` })

const post = async (body: string) =>
  tell(await fetch(`${market.url}/graphql`, { method: 'POST', headers: headers(), body }))

const statusOfChunked = (body: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const sent = request(`${market.url}/graphql`, { method: 'POST', headers: headers() })
    sent.on('response', (response) => resolve(response.resume().statusCode))
    sent.on('error', reject)
    for (let at = 0; at < body.length; at += 65_536) sent.write(body.slice(at, at + 65_536))
    sent.end()
  })

describe('input that is well-formed', () => {
  test.each(mutations)('%s is decided, unless something of it is spoiled', async (mutation) => {
    const caller = whoMay(mutation)
    expect(await market.does(caller, mutation, usual[mutation])).toHaveProperty('__typename')
  })

  test.each<[Mutation, string, unknown]>([
    ['createPartner', 'code', '제과점-1'],
    ['createPartner', 'code', 'c'.repeat(64)],
    ['createPartner', 'code', '🍞'.repeat(64)],
    ['createPartner', 'name', 't'.repeat(200)],
    ['accruePoints', 'idempotencyKey', '~'.repeat(64)],
    ['accruePoints', 'amount', 2 ** 53 - 1],
    ['accruePoints', 'amount', -5],
    ['redeemPoints', 'orderAmount', 2 ** 53 - 1],
    ['redeemPoints', 'discountAmount', 0],
    ['redeemPoints', 'foreign.rate', '999999999999.999999999999'],
    ['redeemPoints', 'foreign', null],
    ['authorizeRedemption', 'holdDays', 1],
    ['authorizeRedemption', 'holdDays', 30],
    ['captureRedemption', 'points', null],
    ['refundRedemption', 'reason', null],
    ['accruePoints', 'scheduledFor', null],
    ['depositBudget', 'points', 1_000_000_000_000],
    ['requestCouponOrder', 'agency', null],
    ['requestCouponOrder', 'quantity', 1_000_000],
    ['requestCouponOrder', 'value', 2 ** 53 - 1],
    ['requestCouponOrder', 'value', 0],
    ['registerCoupon', 'code', ''],
    ['registerCoupon', 'code', 'c'.repeat(100)],
    ['createContract', 'unitPrice', '0'],
    ['createContract', 'endsOn', null],
    ['createAgency', 'commissionBasisPoints', 0],
  ])('%s takes %s: %s', async (mutation, where, value) => {
    const base =
      'code' in usual[mutation] ? { ...usual[mutation], code: fresh('c') } : usual[mutation]
    expect(await market.does(operator, mutation, spoil(base, where, value))).toHaveProperty(
      '__typename',
    )
  })
})
