import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { makeCoupons } from '../src/jobs/make-coupons.ts'
import { openCouponSecrets } from '../src/server/coupon-secrets.ts'
import { openSecrets } from '../src/server/secrets.ts'
import type { OrderAtDesk } from './support/coupon-desk.ts'
import { type CouponShelf, nodesOf, openCouponShelf } from './support/coupon-shelf.ts'
import { as, localId, operator } from './support/market.ts'
import { done } from './support/till.ts'

let shelf: CouponShelf
beforeAll(async () => {
  shelf = await openCouponShelf()
})
afterAll(() => shelf.stop())

const orderDocument = `query ($id: ID!) { node(id: $id) { ... on CouponOrder {
  status counts { issued delivered registered expired void } } } }`
const shown = async ({ id }: OrderAtDesk) => (await shelf.read(orderDocument, { id })).node

const couponsDocument = `query ($id: ID!, $status: CouponStatus) { node(id: $id) {
  ... on CouponOrder { coupons(status: $status) { edges { node { id suffix status } } } } } }`
const couponsOf = async ({ id }: OrderAtDesk, status: string | null = null, by = operator) =>
  nodesOf((await shelf.read(couponsDocument, { id, status }, by)).node.coupons)

/** How many coupons of an order are found by each status. */
async function found(order: OrderAtDesk) {
  const counts: Record<string, number> = {}
  for (const status of ['ISSUED', 'DELIVERED', 'REGISTERED', 'EXPIRED', 'VOID']) {
    const coupons = await couponsOf(order, status)
    expect(coupons.filter((coupon) => coupon.status !== status)).toEqual([])
    if (coupons.length > 0) counts[status] = coupons.length
  }
  expect(await couponsOf(order)).toHaveLength(Object.values(counts).reduce((a, b) => a + b, 0))
  return counts
}

/** Whether its end was posted. */
const endsOf = ({ id }: OrderAtDesk) =>
  shelf.sql('select expired_at is not null as expired from coupon_order where id = $1', [
    localId(id),
  ])

const none = { issued: 0, delivered: 0, registered: 0, expired: 0, void: 0 }

describe('what has become of an order and its coupons', () => {
  test('before its codes are made, there are none', async () => {
    for (const stage of ['REQUESTED', 'APPROVED', 'ISSUED'] as const) {
      const order = await shelf.orderOfThree(stage)
      expect(await shown(order)).toEqual({ status: stage, counts: none })
      expect(await found(order)).toEqual({})
    }
  })

  test('while they are made, as many as there are (R14)', async () => {
    await shelf.makeCodes()
    const order = await shelf.orderOfThree('ISSUED')
    const secrets = openCouponSecrets(openSecrets(shelf.config).code)
    await makeCoupons({ db: shelf.db, secrets, offsetMs: shelf.offsetMs, pageSize: 2 }).runPage()
    expect((await shown(order)).counts).toEqual({ ...none, issued: 2 })
    expect(await found(order)).toEqual({ ISSUED: 2 })
  })

  test('made, delivered and registered, they say so (R16)', async () => {
    const order = await shelf.orderOfThree('MADE')
    expect(await shown(order)).toEqual({ status: 'ISSUED', counts: { ...none, issued: 3 } })
    expect(await found(order)).toEqual({ ISSUED: 3 })

    done(await shelf.does(order.deliverer, 'markCouponOrderDelivered', { order: order.id }))
    const delivered = { ...none, issued: 3, delivered: 3 }
    expect(await shown(order)).toEqual({ status: 'DELIVERED', counts: delivered })
    expect(await found(order)).toEqual({ DELIVERED: 3 })

    done(await shelf.register(await shelf.newAccount(), order.code))
    expect((await shown(order)).counts).toEqual({ ...delivered, registered: 1 })
    expect(await found(order)).toEqual({ DELIVERED: 2, REGISTERED: 1 })
  })

  test.each(['MADE', 'DELIVERED'] as const)(
    '%s, then past its deadline: the rest is expired, posted or not (R18)',
    async (stage) => {
      const order = await shelf.orderOfThree(stage)
      const delivered = stage === 'DELIVERED' ? 3 : 0
      const registered = stage === 'DELIVERED' ? 1 : 0
      if (registered) done(await shelf.register(await shelf.newAccount(), order.code))
      const expired = 3 - registered
      const counts = { issued: 3, delivered, registered, expired, void: 0 }
      const statuses = { ...(registered && { REGISTERED: registered }), EXPIRED: expired }
      shelf.passDeadline()
      expect(await endsOf(order)).toEqual([{ expired: false }])
      expect((await shown(order)).counts).toEqual(counts)
      expect(await found(order)).toEqual(statuses)

      await shelf.expireDue()
      expect(await endsOf(order)).toEqual([{ expired: true }])
      expect((await shown(order)).counts).toEqual(counts)
      expect(await found(order)).toEqual(statuses)
    },
  )

  test('stopped: the rest is void, also past its deadline (R18)', async () => {
    const order = await shelf.orderOfThree('DELIVERED')
    done(await shelf.register(await shelf.newAccount(), order.code))
    done(await shelf.does(operator, 'voidCouponOrder', { order: order.id, reason: 'It leaked' }))
    const counts = { issued: 3, delivered: 3, registered: 1, expired: 0, void: 2 }
    expect((await shown(order)).counts).toEqual(counts)
    expect(await found(order)).toEqual({ REGISTERED: 1, VOID: 2 })
    shelf.passDeadline()
    expect((await shown(order)).counts).toEqual(counts)
  })
})

describe('a coupon that a user registered', () => {
  const document = `query ($id: ID!) { node(id: $id) { ... on Accrual { purpose coupon {
    id suffix value status registerBy registeredAt accrual { id }
    order { eventTitle status contract { partner { name } } } } } } }`

  test('is shown to them by its accrual, with what its order says', async () => {
    const order = await shelf.orderOfThree('DELIVERED', { value: 700 })
    const account = await shelf.newAccount()
    const { accrual, coupon } = done(await shelf.register(account, order.code))
    const { node } = await shelf.read(document, { id: accrual.id }, as('USER', account))
    expect(node).toEqual({
      purpose: 'OTHER',
      coupon: {
        id: coupon.id,
        suffix: order.code.replaceAll('-', '').slice(-4),
        value: 700,
        status: 'REGISTERED',
        registerBy: shelf.lastDay(),
        registeredAt: expect.stringMatching(/Z$/),
        accrual: { id: accrual.id },
        order: {
          eventTitle: '가을 쿠폰',
          status: 'DELIVERED',
          contract: { partner: { name: `${order.partner.code}'s name` } },
        },
      },
    })
  })

  test('of a test is no coupon of theirs: it granted nothing (R13)', async () => {
    const contract = await shelf.newContract({ channel: 'COUPON', status: 'TESTING' })
    const order = await shelf.orderOfThree('DELIVERED', { contract })
    const account = await shelf.newAccount()
    const { coupon } = done(await shelf.register(account, order.code))
    expect(coupon.status).toBe('REGISTERED')
    const node = 'query ($id: ID!) { node(id: $id) { id } }'
    for (const { id } of [coupon, order]) {
      expect((await shelf.read(node, { id }, as('USER', account))).node).toBeNull()
      expect((await shelf.read(node, { id }, order.partner)).node).toEqual({ id })
    }
  })

  test('leaves the others of its order unseen', async () => {
    const order = await shelf.orderOfThree('DELIVERED')
    const account = await shelf.newAccount()
    done(await shelf.register(account, order.code))
    expect(await couponsOf(order, null, as('USER', account))).toEqual([])
    const [open] = await couponsOf(order, 'DELIVERED')
    const node = 'query ($id: ID!) { node(id: $id) { id } }'
    expect((await shelf.read(node, { id: open?.id }, as('USER', account))).node).toBeNull()
  })
})
