import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { signToken } from '../src/server/signing-key.ts'
import { tell } from './support/gateway.ts'
import { as, fresh, type Input, type Market, openMarket, operator } from './support/market.ts'
import { documentOf, type Mutation, mutations } from './support/mutations.ts'

let market: Market
let token: string
beforeAll(async () => {
  market = await openMarket()
  token = await signToken(market.config, operator)
})
afterAll(() => market.stop())

const globalId = (text: string) => Buffer.from(text).toString('base64')
const contract = globalId('Contract:0194fdc0-0000-7000-8000-000000000000')
const keyed = { idempotencyKey: 'key' }
const oneItem = { ...keyed, recipient: { account: 'nobody' }, amount: 1 }

/** An input of each mutation that is well-formed, and names nothing that exists. */
const usual: Readonly<Record<Mutation, Input>> = {
  accruePoints: { ...oneItem, contract },
  accruePointsInBulk: { contract, items: [oneItem, structuredClone(oneItem)] },
  redeemPoints: {
    ...keyed,
    account: 'nobody',
    merchant: 'nobody',
    orderId: 'order 1',
    orderAmount: 211_511,
    points: 1,
    foreign: { amount: '1234.50', currency: 'MOP', rate: '171.3333' },
  },
  createPartner: { code: 'p', name: 'P', businessNumber: '123-45-67890' },
  setPartnerStatus: { partner: 'nobody', status: 'SUSPENDED' },
  createAgency: { code: 'a', name: 'A', commissionBasisPoints: 10_000 },
  setAgencyStatus: { agency: 'nobody', status: 'SUSPENDED' },
  addCountry: { code: 'FR', name: 'France', currency: 'EUR' },
  createMerchant: { code: 'm', name: 'M', country: 'KR', currency: 'KRW' },
  setMerchantAcceptsPoints: { merchant: 'nobody', acceptsPoints: false },
  createAccount: { externalId: 'u', person: 'ci', birthDate: '2010-02-28' },
  closeAccount: { account: 'nobody' },
  setWalletStatus: { account: 'nobody', status: 'FROZEN' },
  createContract: {
    partner: 'nobody',
    channel: 'API',
    validityMonths: 60,
    unitPrice: '9999999999.999999',
    billing: 'POSTPAID',
    creditLimit: 1,
    startsOn: '2024-02-29',
    endsOn: '2024-02-29',
  },
  changeContractStatus: { contract, status: 'LIVE' },
  depositBudget: { ...keyed, contract, points: 1 },
}

/** What is spoiled, dotted, and by what; the path where it differs. */
type Spoiled = readonly [Mutation, where: string, value: unknown, path?: string]

const notWhole = [1.5, '1', 2 ** 53, -(2 ** 53), 1e300, true, [], null]
const notPositive = [0, -1, -2_000_000]
const notKeys = ['', 'k'.repeat(65), 'a b', 'a\tb', '키', 'a\u0000', 1, null]
const notCodes = ['', ' ', 'a b', 'c'.repeat(65), 'a\u0000', 'a\u200b', 'a\ud800']
const notTexts = ['', '  ', 't'.repeat(201), 'a\u0000b', 'a\nb', '\ud800']
const notIds = [
  globalId('Wallet:0194fdc0-0000-7000-8000-000000000000'),
  globalId('Contract:1'),
  globalId('Contract:0194FDC0-0000-7000-8000-000000000000x'),
  globalId('Contract'),
  '0194fdc0-0000-7000-8000-000000000000',
  'no id',
  '',
  7,
  'a\u0000',
]
const notDates = [
  '2024-02-30',
  '2023-02-29',
  '2024-13-01',
  '2024-1-1',
  '20240101',
  '',
  20240101,
  '0000-01-01',
  '2024-01-01T00:00:00Z',
]
const notEnums = ['NEITHER', 'live', '', 1, null]

const each = (mutation: Mutation, where: string, values: readonly unknown[], path?: string) =>
  values.map((value): Spoiled => (path ? [mutation, where, value, path] : [mutation, where, value]))

const account = (value: unknown) => ({ account: value })
const spoiled: readonly Spoiled[] = [
  ...each('accruePoints', 'amount', notWhole),
  ...each('accruePoints', 'idempotencyKey', notKeys),
  ...each('accruePoints', 'contract', notIds),
  ...each('accruePoints', 'purpose', notEnums),
  ...each('accruePoints', 'eventTitle', notTexts),
  ...each('accruePoints', 'recipient', [{}, { account: 'a', person: 'p' }, null, 'a']),
  ...each('accruePoints', 'recipient', notCodes.map(account), 'recipient.account'),
  ...each('accruePoints', 'recipient', [{ account: null }], 'recipient.account'),
  ...notTexts.map(
    (person): Spoiled => ['accruePoints', 'recipient', { person }, 'recipient.person'],
  ),
  ['accruePoints', 'unknown', 1],
  ...each('accruePointsInBulk', 'items', [[], Array.from({ length: 1_001 }, () => oneItem), null]),
  ...each('accruePointsInBulk', 'items.1.amount', notWhole),
  ...each('accruePointsInBulk', 'items.1.idempotencyKey', notKeys),
  ...each('accruePointsInBulk', 'items.0.recipient', [{}, { account: 'a', person: 'p' }]),
  ...each(
    'accruePointsInBulk',
    'items.0.recipient',
    [{ account: '' }],
    'items.0.recipient.account',
  ),
  ...each('accruePointsInBulk', 'contract', notIds),
  ...each('redeemPoints', 'points', [...notWhole, ...notPositive]),
  ...each('redeemPoints', 'orderAmount', [...notWhole, ...notPositive]),
  ...each('redeemPoints', 'discountAmount', [...notWhole, -1]),
  ...each('redeemPoints', 'idempotencyKey', notKeys),
  ...each('redeemPoints', 'account', notCodes),
  ...each('redeemPoints', 'merchant', notCodes),
  ...each('redeemPoints', 'orderId', notTexts),
  ...each('redeemPoints', 'foreign.amount', [
    '0',
    '-1',
    '1.234',
    '1e3',
    '',
    'x',
    1234.5,
    '1'.repeat(19),
  ]),
  ...each('redeemPoints', 'foreign.rate', ['0', '-1', '0.0000000000001', '1'.repeat(13), 'NaN', 1]),
  ...each('redeemPoints', 'foreign.currency', ['XYZ', 'mop', 'MO', '', 'MOPX', 'ZZZ']),
  ['redeemPoints', 'foreign', { amount: '1.5', currency: 'JPY', rate: '9' }, 'foreign.amount'],
  ['redeemPoints', 'foreign', { amount: '1.5', currency: 'MOP' }, 'foreign.rate'],
  ...each('depositBudget', 'points', [...notWhole, ...notPositive, 1_000_000_000_001]),
  ...each('depositBudget', 'idempotencyKey', notKeys),
  ...each('depositBudget', 'contract', notIds),
  ...each('createPartner', 'code', [...notCodes, null]),
  ...each('createPartner', 'name', [...notTexts, null]),
  ...each('createPartner', 'businessNumber', notTexts),
  ...each('setPartnerStatus', 'partner', notCodes),
  ...each('setPartnerStatus', 'status', notEnums),
  ...each('createAgency', 'code', notCodes),
  ...each('createAgency', 'name', notTexts),
  ...each('createAgency', 'commissionBasisPoints', [-1, 10_001, 1.5, '1', null]),
  ...each('setAgencyStatus', 'agency', notCodes),
  ...each('setAgencyStatus', 'status', notEnums),
  ...each('addCountry', 'code', ['fr', 'F', 'FRA', '', 'ZZ', 'F\u0000']),
  ...each('addCountry', 'name', notTexts),
  ...each('addCountry', 'currency', ['eur', 'EU', 'XYZ', '']),
  ...each('createMerchant', 'code', notCodes),
  ...each('createMerchant', 'name', notTexts),
  ...each('createMerchant', 'country', ['kr', 'K', '', 'ZZ']),
  ...each('createMerchant', 'currency', ['krw', 'KR', 'XYZ', '']),
  ...each('createMerchant', 'acceptsPoints', ['true', 1, null]),
  ...each('setMerchantAcceptsPoints', 'merchant', notCodes),
  ...each('setMerchantAcceptsPoints', 'acceptsPoints', ['true', 1, null]),
  ...each('createAccount', 'externalId', notCodes),
  ...each('createAccount', 'person', notTexts),
  ...each('createAccount', 'birthDate', [...notDates, '2999-01-01']),
  ...each('closeAccount', 'account', notCodes),
  ...each('setWalletStatus', 'account', notCodes),
  ...each('setWalletStatus', 'status', notEnums),
  ...each('createContract', 'partner', notCodes),
  ...each('createContract', 'channel', notEnums),
  ...each('createContract', 'billing', notEnums),
  ...each('createContract', 'couponBilling', notEnums),
  ...each('createContract', 'validityMonths', [1.5, '60', 2 ** 31, null]),
  ...each('createContract', 'unitPrice', ['-0.1', '1.2345678', '10000000000', '1e2', '', 1]),
  ...each('createContract', 'creditLimit', [...notPositive, 1.5, '1', 1_000_000_000_001]),
  ...each('createContract', 'startsOn', [...notDates, null]),
  ...each('createContract', 'endsOn', [...notDates, '2024-02-28']),
  ['createContract', 'billing', 'PREPAID', 'creditLimit'],
  ...each('changeContractStatus', 'contract', notIds),
  ...each('changeContractStatus', 'status', notEnums),
]

/** The input with another value at a dotted place. */
function spoil(input: Input, where: string, value: unknown): Input {
  const whole = structuredClone(input) as Record<string, unknown>
  const steps = where.split('.')
  const last = steps.pop() ?? ''
  const inner = steps.reduce((found, step) => found[step] as Record<string, unknown>, whole)
  inner[last] = value
  return whole
}

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'undefined'

/** How many rows every table has. */
const counts = () =>
  market.sql(
    `select table_name, (xpath('/row/n/text()', query_to_xml(
       format('select count(*) as n from %I', table_name), false, true, '')))[1]::text as rows
     from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'
     order by table_name`,
  )

const bad = (path: string) => ({ code: 'BAD_USER_INPUT', path: ['input', ...path.split('.')] })

describe('malformed input is BAD_USER_INPUT with its path, and nothing is written', () => {
  let before: Awaited<ReturnType<typeof counts>>
  beforeAll(async () => {
    before = await counts()
  })
  afterAll(async () => {
    expect(before.length).toBeGreaterThan(15)
    expect(await counts()).toEqual(before)
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
    const optional = ['foreign', 'birthDate', 'creditLimit', 'endsOn']
    if (optional.includes(field)) return
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
    expect(await market.does(operator, mutation, usual[mutation])).toHaveProperty('__typename')
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
    ['depositBudget', 'points', 1_000_000_000_000],
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
