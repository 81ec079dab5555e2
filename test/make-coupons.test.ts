import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { CouponOrderId } from '../src/domain/ids.ts'
import type { CouponSecrets } from '../src/jobs/coupon-secrets.ts'
import type { Job } from '../src/jobs/due-work.ts'
import { makeCoupons } from '../src/jobs/make-coupons.ts'
import { connectDatabase } from '../src/server/database.ts'
import { codesMade } from './support/codes-made.ts'
import { delivering, done, registering, voidingOrder } from './support/coupon-orders.ts'
import { type CouponPress, finish, openCouponPress } from './support/coupon-press.ts'
import { type Fate, openCuttingProxy } from './support/cutting-proxy.ts'
import type { Ground } from './support/ground.ts'
import { newAccounts } from './support/world.ts'

let press: CouponPress
let ground: Ground
let secrets: CouponSecrets
beforeAll(async () => {
  press = await openCouponPress()
  ;({ ground, secrets } = press)
})
afterAll(() => press.close())

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const job = (pageSize: number, offsetMs = 0): Job =>
  makeCoupons({ db: ground.db, secrets, pageSize, offsetMs: () => offsetMs })

const deliver = (order: CouponOrderId) =>
  press.posting.post<'markCouponOrderDelivered'>(delivering(order))

describe('given an order of 12,001 codes, when they are made', () => {
  test('then page by page, which the order shows; it can be delivered after the last one; and what the sheets hold are the codes of its coupons, each of which can be registered', async () => {
    const order = await press.issued(12_001)
    const { runPage } = job(5_000)
    for (const made of [0, 5_000, 10_000]) {
      expect(await press.madeOf(order)).toBe(made)
      expect(await deliver(order)).toMatchObject({ code: 'INVALID_STATE_CHANGE' })
      expect(await runPage()).toBe(true)
    }
    expect(await runPage()).toBe(false)

    const { codes, ...counts } = await codesMade(ground, secrets, order)
    expect(counts).toEqual({ made: 12_001, coupons: 12_001, sheets: 3 })
    expect(new Set(codes).size).toBe(12_001)
    await done(deliver(order))
    const [{ externalId } = { externalId: '' }] = await newAccounts(ground.db, ['registers'])
    for (const code of [codes[0], codes[5_000], codes[12_000]]) {
      const codeHash = secrets.hashOf(code ?? ('' as never)).toString('hex')
      const asked = press.posting.post<'registerCoupon'>(registering(externalId, codeHash))
      expect((await done(asked)).rows?.accrual).toMatchObject({ status: 'COMPLETED', amount: 1n })
    }
    expect(await ground.isProven()).toBe(true)
  })
})

test('given a large order in the making, when a small one is issued, then it does not wait for the other', async () => {
  const large = await press.issued(500)
  const { runPage } = job(100)
  await runPage()
  const small = await press.issued(10)
  await runPage()
  expect([await press.madeOf(small), await press.madeOf(large)]).toEqual([10, 100])
  while (await runPage());
  for (const order of [small, large]) await codesMade(ground, secrets, order)
  expect(await press.madeOf(large)).toBe(500)
})

describe('given an order that ends while its codes are made', () => {
  test('by being stopped, then no more are made', async () => {
    const order = await press.issued(500)
    const { runPage } = job(100)
    await runPage()
    await runPage()
    await done(press.posting.post<'voidCouponOrder'>(voidingOrder(order)))
    expect(await runPage()).toBe(false)
    expect(await codesMade(ground, secrets, order)).toMatchObject({ made: 200, coupons: 200 })
  })

  test('by its deadline, then no more are made, also before anybody has its coupons expire', async () => {
    const order = await press.issued(500, '2098-03-31')
    const untilMs = Date.parse('2098-03-31T15:00:00Z') - Date.now()
    expect(await job(100, untilMs - 60_000).runPage()).toBe(true)
    expect(await job(100, untilMs).runPage()).toBe(false)
    expect(await codesMade(ground, secrets, order)).toMatchObject({ made: 100, coupons: 100 })
    // By the real clock, it goes on.
    await finish(job(100))
    expect(await press.madeOf(order)).toBe(500)
  })
})

describe('given faults', () => {
  test('of one order, whose key is gone, then the others’ codes are made all the same', async () => {
    const faulty = await press.issued(200)
    const other = await press.issued(200)
    const { runPage } = job(100)
    await runPage()
    const key = await ground.sql(
      `update coupon_export as now set seal_key = null from coupon_export as before
       where now.order_id = $1 and before.order_id = $1 returning before.seal_key`,
      [faulty],
    )
    await expect(runPage()).rejects.toThrow('seal key')
    while (await runPage());
    expect(await codesMade(ground, secrets, other)).toMatchObject({ made: 200, coupons: 200 })
    expect(await press.madeOf(faulty)).toBe(100)
    await ground.sql('update coupon_export set seal_key = $2 where order_id = $1', [
      faulty,
      key[0]?.seal_key,
    ])
    await finish({ name: 'again', runPage })
    expect(await codesMade(ground, secrets, faulty)).toMatchObject({ made: 200, coupons: 200 })
  })

  test('of the line at each commit, answered or not, then every code is made once', async () => {
    const order = await press.issued(1_050)
    const url = new URL(ground.url)
    const fates: Fate[] = ['unanswered', 'unheard', 'spared', 'unanswered', 'unheard']
    const proxy = await openCuttingProxy(Number(url.port), {
      atCommit: () => fates.shift() ?? 'spared',
    })
    undo.push(proxy.close)
    url.port = String(proxy.port)
    const db = connectDatabase(url.href, { max: 2 })
    undo.push(() => db.$disconnect())
    const { runPage } = makeCoupons({ db, secrets, offsetMs: () => 0, pageSize: 100 })
    let faults = 0
    const tryPage = () =>
      runPage().catch(() => {
        faults += 1
        return true
      })
    while (await tryPage());
    expect({ faults, left: fates.length }).toEqual({ faults: 4, left: 0 })
    expect(await codesMade(ground, secrets, order)).toMatchObject({ made: 1_050, coupons: 1_050 })
  })
})
