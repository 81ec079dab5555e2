import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { getNamedType, isInterfaceType, isObjectType } from 'graphql'
import { schema } from '../src/schema/schema.ts'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { listOrders } from './support/listed-orders.ts'
import { fresh, operator } from './support/market.ts'
import { openWallets, type Wallets } from './support/wallets.ts'
import { newContract } from './support/world.ts'

let gateway: TestGateway
let wallets: Wallets
/** What documents ask about. */
let about: Record<'account' | 'merchant' | 'partner', string>

beforeAll(async () => {
  gateway = await startTestGateway()
  wallets = openWallets(gateway)
  const account = await wallets.accountWith([100, 100, 100, 100, 100])
  const merchant = await wallets.spend(account, [10, 150, 20])
  const { code: partner } = await gateway.db.partner.findFirstOrThrow()
  for (let more = 0; more < 3; more += 1) await newContract(gateway.db, { partner })
  for (let more = 0; more < 3; more += 1) await newContract(gateway.db, { partner: fresh('more') })
  await wallets.spend(account, [1])
  await wallets.spend(account, [1])
  await wallets.letExpire(account, [3, 4])
  await gateway.ask(operator, createAgencies)
  await listOrders(gateway.db, { partner, agency: 'a', each: 3 })
  await gateway.ask(operator, await refundFirst(merchant))
  about = { account, merchant, partner }
})
afterAll(() => gateway.stop())

const createAgencies = `mutation { ${['a', 'b', 'c']
  .map(
    (code) =>
      `${code}: createAgency(input: { code: "${code}", name: "${code}", commissionBasisPoints: 1 }) { __typename }`,
  )
  .join(' ')} }`

/** Refunds the first order of a merchant, point by point and more. */
async function refundFirst(merchant: string): Promise<string> {
  const where = { merchant: { code: merchant } }
  const { id } = await gateway.db.redemption.findFirstOrThrow({ where, orderBy: { id: 'asc' } })
  const global = Buffer.from(`Redemption:${id}`).toString('base64')
  const refund = (points: number) =>
    `r${points}: refundRedemption(input: { idempotencyKey: "r${points}", redemption: "${global}",
       points: ${points} }) { __typename }`
  return `mutation { ${[1, 2, 3, 4].map(refund).join(' ')} }`
}

/** How each connection is reached. */
const ways: Readonly<Record<string, (field: string) => string>> = {
  'Wallet.lots': (field) => `wallet(account: $account) { ${field} }`,
  'Wallet.entries': (field) => `wallet(account: $account) { ${field} }`,
  'Wallet.notices': (field) => `wallet(account: $account) { ${field} }`,
  'Wallet.redemptions': (field) => `wallet(account: $account) { ${field} }`,
  'Redemption.refunds': (field) =>
    `merchant(code: $merchant) { redemptions(last: 1) { edges { node { ${field} } } } }`,
  'Merchant.redemptions': (field) => `merchant(code: $merchant) { ${field} }`,
  'Partner.contracts': (field) => `partner(code: $partner) { ${field} }`,
  'Contract.accruals': (field) =>
    `partner(code: $partner) { contracts(last: 1) { edges { node { ${field} } } } }`,
  'Partner.couponOrders': (field) => `partner(code: $partner) { ${field} }`,
  'Agency.couponOrders': (field) => `agency(code: "a") { ${field} }`,
  'CouponOrder.coupons': (field) =>
    `partner(code: $partner) { couponOrders(last: 1) { edges { node { ${field} } } } }`,
  'Query.couponOrders': (field) => field,
  'Query.partners': (field) => field,
  'Query.agencies': (field) => field,
  'Query.merchants': (field) => field,
  'Query.journals': (field) => field,
  'Query.auditEvents': (field) => field,
}
const lists = Object.keys(ways)

/** What tells the rows of a list apart, where these have no id. */
const names: Readonly<Record<string, string>> = { 'Redemption.refunds': 'id: points' }

interface Page {
  readonly pageInfo: Record<'startCursor' | 'endCursor', string | null> &
    Record<'hasNextPage' | 'hasPreviousPage', boolean>
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[]
}

const documentOf = (list: string): string => {
  const page = `list: ${list.split('.')[1]}(first: $first, after: $after, last: $last, before: $before) {
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage } edges { cursor node { ${names[list] ?? 'id'} } } }`
  const body = ways[list]?.(page) ?? ''
  const named = ['account', 'merchant', 'partner'].filter((name) => body.includes(`$${name})`))
  const given = named.map((name) => `$${name}: String!`).join(' ')
  return `query (${given} $first: Int, $after: String, $last: Int, $before: String) { ${body} }`
}

/** The page, wherever it stands in the answer. */
function found(data: unknown): Page | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  if ('list' in data) return data.list as Page
  return Object.values(data)
    .map(found)
    .find((page) => page !== undefined)
}

const asked = async (list: string, args: object) =>
  (await gateway.ask(operator, documentOf(list), { ...about, ...args })).body

async function pageOf(list: string, args: object): Promise<Page> {
  const { data, errors } = await asked(list, args)
  const page = found(data)
  if (!page) throw new Error(JSON.stringify(errors))
  return page
}

const idsOf = ({ edges }: Page) => edges.map(({ node }) => node.id)

describe('every connection', () => {
  test('is tried here', () => {
    const connections = Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type) || isInterfaceType(type))
      .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
      .filter(({ field }) => getNamedType(field.type).name.endsWith('Connection'))
      .map(({ type, field }) => `${type.name}.${field.name}`)
    expect(connections.sort()).toEqual(lists.toSorted())
  })

  const cases = lists.flatMap((list) => [1, 2, 100].map((size) => [list, size] as const))

  test.each(cases)('%s forwards by %i: each once, in order', async (list, size) => {
    const whole = idsOf(await pageOf(list, { first: 100 }))
    expect(whole.length).toBeGreaterThanOrEqual(3)
    let page = await pageOf(list, { first: size })
    const ids = idsOf(page)
    expect(page.pageInfo.hasPreviousPage).toBe(false)
    while (page.pageInfo.hasNextPage) {
      page = await pageOf(list, { first: size, after: page.pageInfo.endCursor })
      expect(page.edges.length).toBeGreaterThan(0)
      expect(page.pageInfo.hasPreviousPage).toBe(true)
      ids.push(...idsOf(page))
    }
    expect(ids).toEqual(whole)
  })

  test.each(cases)('%s backwards by %i: each once, in order', async (list, size) => {
    const whole = idsOf(await pageOf(list, { first: 100 }))
    let page = await pageOf(list, { last: size })
    const ids = idsOf(page)
    expect(page.pageInfo.hasNextPage).toBe(false)
    while (page.pageInfo.hasPreviousPage) {
      page = await pageOf(list, { last: size, before: page.pageInfo.startCursor })
      expect(page.edges.length).toBeGreaterThan(0)
      expect(page.pageInfo.hasNextPage).toBe(true)
      ids.unshift(...idsOf(page))
    }
    expect(ids).toEqual(whole)
  })

  test.each(lists)('%s: none where none are wanted, and the last cursor ends it', async (list) => {
    const none = await pageOf(list, { first: 0 })
    expect(none.edges).toEqual([])
    expect(none.pageInfo).toEqual({
      startCursor: null,
      endCursor: null,
      hasNextPage: true,
      hasPreviousPage: false,
    })
    const { edges, pageInfo } = await pageOf(list, { first: 100 })
    expect(edges.at(-1)?.cursor).toBe(pageInfo.endCursor)
    expect(idsOf(await pageOf(list, { first: 1, after: pageInfo.endCursor }))).toEqual([])
  })

  const malformed: [string, object][] = [
    ['first', { first: -1 }],
    ['first', { first: 101 }],
    ['last', { last: -1 }],
    ['last', { last: 101 }],
    ['after', { after: 'nonsense' }],
    ['after', { after: '' }],
    ['before', { before: Buffer.from('GPC:S:nonsense').toString('base64') }],
    ['before', { before: Buffer.from('GPC:N:1').toString('base64') }],
    ['last', { first: 1, last: 1 }],
  ]

  test.each(lists.flatMap((list) => malformed.map(([name, args]) => [list, args, name] as const)))(
    '%s(%j) is malformed in its %s',
    async (list, args, name) => {
      const { errors } = await asked(list, args)
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: [name] })
    },
  )
})

test('a page has 20, if nothing is said', async () => {
  const account = await wallets.accountWith(Array(21).fill(1))
  const { edges, pageInfo } = await pageOf('Wallet.lots', { account })
  expect(edges).toHaveLength(20)
  expect(pageInfo.hasNextPage).toBe(true)
})
