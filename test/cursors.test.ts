import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { usualOrder } from './support/coupon-desk.ts'
import { grant, type Market, openMarket, operator, order } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

/** Something of everything that lists show: a grant and an order. */
interface Scene {
  readonly account: string
  readonly merchant: string
  readonly partner: string
  readonly more: () => Promise<void>
}

async function openScene(): Promise<Scene> {
  const partner = await market.newPartner()
  const contract = await market.newContract({ partner })
  const coupons = await market.newContract({ partner, channel: 'COUPON' })
  const account = await market.newAccount()
  const merchant = await market.newMerchant()
  const more = async () => {
    await market.does(operator, 'accruePoints', grant(contract, account, 10))
    await market.does(operator, 'redeemPoints', order(account, merchant, 1))
    const asked = { ...usualOrder, deliveredBy: 'PARTNER', contract: coupons }
    await market.does(operator, 'requestCouponOrder', asked)
  }
  return { account, merchant, partner, more }
}

const page = (field: string) => `${field}(first: $first, after: $after) {
  edges { cursor node { id } } pageInfo { hasNextPage endCursor } }`

/** Lists that grow while they are read, and where they stand. */
const lists: Readonly<Record<string, string>> = {
  lots: `wallet(account: $account) { ${page('lots')} }`,
  entries: `wallet(account: $account) { ${page('entries')} }`,
  redemptions: `wallet(account: $account) { ${page('redemptions')} }`,
  notices: `wallet(account: $account) { ${page('notices')} }`,
  "a merchant's redemptions": `merchant(code: $merchant) { ${page('redemptions')} }`,
  "a contract's accruals": `partner(code: $partner) { contracts(last: 1) { edges { node {
    ${page('accruals')} } } } }`,
  "a partner's orders of coupons": `partner(code: $partner) { ${page('couponOrders')} }`,
  'orders of coupons': page('couponOrders'),
  journals: page('journals'),
}

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

function pageIn(data: object): Page {
  if ('pageInfo' in data) return data as Page
  for (const value of Object.values(data))
    if (typeof value === 'object' && value !== null) {
      const found = Array.isArray(value) ? value.map(pageIn)[0] : pageIn(value)
      if (found) return found
    }
  throw new Error('There is no page')
}

async function read(list: string, { account, merchant, partner }: Scene, args: object) {
  const body = lists[list] ?? ''
  const named = Object.entries({ account, merchant, partner }).filter(([name]) =>
    body.includes(`$${name})`),
  )
  const given = named.map(([name]) => `$${name}: String!`).join(' ')
  const document = `query (${given} $first: Int, $after: String) { ${body} }`
  const told = await market.ask(operator, document, { ...Object.fromEntries(named), ...args })
  return pageIn(told.body.data)
}

const idsIn = ({ edges }: Page): readonly string[] => edges.map(({ node }) => node.id)

describe('a list that grows while it is read', () => {
  test.each(Object.keys(lists))('given %s, then no page repeats or misses a row', async (list) => {
    const scene = await openScene()
    for (let n = 0; n < 4; n += 1) await scene.more()
    const before = idsIn(await read(list, scene, { first: 100 }))
    const seen: string[] = []
    for (let after: string | null = null, isMore = true; isMore; ) {
      const next: Page = await read(list, scene, { first: 3, after })
      seen.push(...idsIn(next))
      after = next.pageInfo.endCursor
      isMore = next.pageInfo.hasNextPage && seen.length < 60
      await scene.more()
    }
    expect(new Set(seen).size).toBe(seen.length)
    // What was there before comes as it stood; of what came meanwhile, only what lies further on.
    expect(seen.filter((id) => before.includes(id))).toEqual(before.slice(0, seen.length))
  })
})
