import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CouponDesk, openCouponDesk } from './support/coupon-desk.ts'
import { codesIn, download, linkTo } from './support/downloads.ts'
import { fresh, localId } from './support/market.ts'

const refused = {
  __typename: 'RuleViolation',
  code: 'INVALID_STATE_CHANGE',
  path: ['input', 'order'],
}

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

const made = async (told = {}) => desk.bring(await desk.order(told), 'MADE')

describe('a link', () => {
  test('given a newer one, then it is worth nothing any more', async () => {
    const order = await made()
    const [older, newer] = [await linkTo(desk, order), await linkTo(desk, order)]
    expect((await download(older)).status).toBe(404)
    expect(codesIn(await download(newer))).toHaveLength(10)
  })

  test.each(['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])(
    'asked by %s, then it says how to ask, and is not used up',
    async (method) => {
      const link = await linkTo(desk, await made())
      const told = await download(link, { method })
      expect([told.status, told.headers.get('allow')]).toEqual([405, 'GET'])
      expect(codesIn(await download(link))).toHaveLength(10)
    },
  )

  test('that ten clients use at once, then one of them gets the codes', async () => {
    const link = await linkTo(desk, await made())
    const told = await Promise.all(Array.from({ length: 10 }, () => download(link)))
    expect(told.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(410)])
  })

  test.each([fresh('x'), 'A'.repeat(43), 'A'.repeat(44), '', 'a/b', '%00', '..%2f'])(
    'that nobody made (%p) is not found, and the sentence says what to do',
    async (token) => {
      const told = await download(`${desk.url}/exports/${token}`)
      expect([told.status, told.headers.get('cache-control')]).toEqual([404, 'no-store'])
      expect(told.body).toContain('exportCouponCodes')
    },
  )

  test('given a caller who reads Korean, then the sentence is Korean', async () => {
    const headers = { 'accept-language': 'ko-KR,ko;q=0.9' }
    const told = await download(`${desk.url}/exports/x`, { headers })
    expect(told.body).toMatch(/[가-힣].*exportCouponCodes/)
  })
})

// Last, as the clock only goes on.
describe('when time passes', () => {
  test('then a link works for ten minutes by the platform’s clock, and a new one can be had', async () => {
    const orders = [await made(), await made()] as const
    const links = [await linkTo(desk, orders[0]), await linkTo(desk, orders[1])] as const
    const lapses = Math.min(...(await lapsesOf(orders)))
    desk.turnTo(new Date(lapses - 5_000))
    expect((await download(links[0])).status).toBe(200)
    desk.turnTo(new Date(Math.max(...(await lapsesOf(orders)))))
    const told = await download(links[1])
    expect([told.status, told.body]).toEqual([410, expect.stringContaining('ten minutes')])
    expect(codesIn(await download(await linkTo(desk, orders[1])))).toHaveLength(10)
  })

  const lapsesOf = async (orders: readonly { readonly id: string }[]) => {
    const rows = await desk.sql('select lapses_at from coupon_export where order_id = any($1)', [
      orders.map(({ id }) => localId(id)),
    ])
    return rows.map(({ lapses_at }) => (lapses_at as Date).getTime())
  }

  test('past the order’s deadline, then there is no export', async () => {
    const order = await made({ registerBy: desk.now().toISOString().slice(0, 10) })
    const link = await linkTo(desk, order)
    desk.turnTo(new Date(desk.now().getTime() + 2 * 86_400_000))
    const again = desk.does(order.deliverer, 'exportCouponCodes', { order: order.id })
    expect(await again).toMatchObject(refused)
    expect((await download(link)).status).toBe(410)
  })
})
