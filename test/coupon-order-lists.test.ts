import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CouponShelf, nodesOf, openCouponShelf } from './support/coupon-shelf.ts'
import { listOrders } from './support/listed-orders.ts'
import { as, operator } from './support/market.ts'

let shelf: CouponShelf
beforeAll(async () => {
  shelf = await openCouponShelf()
})
afterAll(() => shelf.stop())

const listDocument = (way: string) => `query ($code: String! $status: CouponOrderStatus) {
  ${way} { couponOrders(status: $status) { totalCount edges { node { id } } } } }`

describe('lists of orders', () => {
  const ways = ['partner(code: $code)', 'agency(code: $code)'] as const
  const listed = async (way: string, code: string, status: string | null, by = operator) => {
    const data = await shelf.read(listDocument(way), { code, status }, by)
    const { totalCount, edges } = Object.values<typeof data>(data)[0].couponOrders
    expect(totalCount).toBe(edges.length)
    return nodesOf({ edges }).map(({ id }) => id)
  }

  test.each(ways)('of %s are all or those that have come so far, newest first', async (way) => {
    const contract = await shelf.newContract({ channel: 'COUPON' })
    const agency = await shelf.newAgency()
    const first = await shelf.orderOfThree('ISSUED', { contract, agency })
    const second = await shelf.orderOfThree('REQUESTED', { contract, agency })
    const third = await shelf.orderOfThree('REQUESTED', { contract, agency })
    const code = way.startsWith('partner') ? first.partner.code : agency
    expect(await listed(way, code, null)).toEqual([third.id, second.id, first.id])
    expect(await listed(way, code, 'REQUESTED')).toEqual([third.id, second.id])
    expect(await listed(way, code, 'DELIVERED')).toEqual([])
  })

  test('of a partner are those by all of its contracts', async () => {
    const partner = await shelf.newPartner()
    const one = await shelf.newContract({ partner, channel: 'COUPON' })
    const other = await shelf.newContract({ partner, channel: 'COUPON' })
    const ids: string[] = []
    for (const contract of [one, other, one])
      ids.unshift((await shelf.orderOfThree('REQUESTED', { contract })).id)
    expect(await listed(ways[0], partner, null)).toEqual(ids)
    expect(await listed(ways[0], partner, null, as('PARTNER', partner))).toEqual(ids)
  })

  test('of an agency are for a partner its own, and of a partner for an agency those it was given', async () => {
    const partner = await shelf.newPartner()
    const contract = await shelf.newContract({ partner, channel: 'COUPON' })
    const both = await shelf.orderOfThree('REQUESTED', { contract })
    const agency = String(both.agency?.code)
    const ofPartner = await shelf.orderOfThree('REQUESTED', { contract })
    const ofAgency = await shelf.orderOfThree('REQUESTED', { agency })
    expect(await listed(ways[1], agency, null)).toEqual([ofAgency.id, both.id])
    expect(await listed(ways[1], agency, null, as('PARTNER', partner))).toEqual([both.id])
    expect(await listed(ways[0], partner, null)).toEqual([ofPartner.id, both.id])
    expect(await listed(ways[0], partner, null, as('AGENCY', agency))).toEqual([both.id])
  })

  test('of the caller are all that they may see, of that status', async () => {
    const order = await shelf.orderOfThree('APPROVED')
    const document = `query ($status: CouponOrderStatus) {
      couponOrders(status: $status, first: 100) { totalCount edges { node { id status } } } }`
    const mine = { totalCount: 1, edges: [{ node: { id: order.id, status: 'APPROVED' } }] }
    const by = order.partner
    expect((await shelf.read(document, {}, by)).couponOrders).toEqual(mine)
    expect((await shelf.read(document, { status: 'APPROVED' }, by)).couponOrders).toEqual(mine)
    const others = { totalCount: 0, edges: [] }
    expect((await shelf.read(document, { status: 'ISSUED' }, by)).couponOrders).toEqual(others)
    const all = nodesOf((await shelf.read(document, { status: 'APPROVED' })).couponOrders)
    expect(all).toContainEqual(mine.edges[0]?.node)
    expect(all.filter(({ status }) => status !== 'APPROVED')).toEqual([])
  })
})

describe.each([1, 10])('what %i orders by each of two contracts cost', (each) => {
  /** How many statements a document about a new agency's orders takes, and what it is told. */
  async function costOf(document: string) {
    const agency = await shelf.newAgency()
    const partner = await shelf.newPartner()
    await listOrders(shelf.db, { partner, agency, each })
    shelf.statements.length = 0
    const data = await shelf.read(document, { agency, partner })
    return { data, statements: shelf.statements.length }
  }
  const counts = 'counts { issued delivered registered expired void }'
  const orders = `status value registerBy exportedAt ${counts} agency { name } contract { partner { name } }`

  test('one statement, with counts, agency and partner', async () => {
    const { data, statements } = await costOf(`query ($agency: String!) { agency(code: $agency) {
      couponOrders { totalCount edges { node { ${orders} } } } } }`)
    expect(nodesOf(data.agency.couponOrders)).toHaveLength(2 * each)
    expect(statements).toBe(1)
  })

  test('another for the coupons of all of them, of whatever status', async () => {
    for (const status of ['', '(status: ISSUED)']) {
      const { data, statements } = await costOf(`query ($agency: String!) { agency(code: $agency) {
        couponOrders { edges { node { id coupons${status} { edges { node {
          suffix status value registerBy accrual { id } order { ${orders} } } } } } } } } }`)
      const sizes = nodesOf(data.agency.couponOrders).map(({ coupons }) => nodesOf(coupons).length)
      expect(sizes).toEqual([...Array(2 * each - 1).fill(0), each])
      expect(statements).toBe(2)
    }
  })

  test('two more for those of many partners, counted', async () => {
    const { data, statements } = await costOf(`{ partners { edges { node { code
      couponOrders { totalCount edges { node { ${orders} } } } } } } }`)
    expect(nodesOf(data.partners).length).toBeGreaterThan(1)
    const [{ couponOrders } = {}] = nodesOf(data.partners)
    expect(couponOrders.totalCount).toBe(2 * each)
    expect(nodesOf(couponOrders)).toHaveLength(2 * each)
    expect(statements).toBe(3)
  })
})
