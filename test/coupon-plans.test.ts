import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { expireCouponOrders } from '../src/jobs/expire-coupon-orders.ts'
import { makeCoupons } from '../src/jobs/make-coupons.ts'
import { createEngine } from '../src/posting/engine.ts'
import { openCouponSecrets } from '../src/server/coupon-secrets.ts'
import { issuedOrder, registering } from './support/coupon-orders.ts'
import { type Ground, openGround } from './support/ground.ts'
import { planOf, statementsOf } from './support/plans.ts'
import { newAccounts, newContract } from './support/world.ts'

let ground: Ground
let code = ''
beforeAll(async () => {
  ground = await openGround()
  const credit = 1_000_000_000n
  const contract = await newContract(ground.db, { channel: 'COUPON', credit })
  await newAccounts(ground.db, ['an'])
  const posting = createEngine({ db: ground.db })
  const { codes } = await issuedOrder({ posting, sql: ground.sql }, contract)
  code = codes[0] ?? ''
  await posting.drain()
  await ground.sql(multiplyOrders, [contract])
  await ground.sql(multiplyCoupons)
  await ground.sql('analyze coupon_order, coupon')
})
afterAll(() => ground.close())

/** Orders of years: nearly all of them are over, and their codes made long ago. */
const multiplyOrders = `
  insert into coupon_order
    (id, contract_id, status, event_title, value, quantity, register_by, delivery, delivered_by,
     test, requested_at, approved_at, issued_at, expired_at, made)
  select gen_random_uuid(), $1, 'ISSUED', 'An event', 1, 10, date '2020-01-01' + number % 2000,
         'SMS', 'PARTNER', true, now(), now(), now(), now(), 10
  from generate_series(1, 20000) as number`

const multiplyCoupons = `
  insert into coupon (id, order_id, code_hash, suffix)
  select gen_random_uuid(), (select id from coupon_order limit 1), sha256(number::text::bytea), '0000'
  from generate_series(1, 20000) as number`

/** As posting has them before it looks for anything. */
const settings = `
  set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off`

const only = (statements: readonly string[], words: string): string => {
  const [found, ...others] = statements.filter((sql) => sql.includes(words))
  if (!found || others.length > 0) throw new Error(`There is no single statement with: ${words}`)
  return found
}

test('given many orders that are over, when due work looks for those past their deadline, then it reads an index of the open ones', async () => {
  const offsetMs = () => 0
  const sent = await statementsOf(ground.url, async (db) => {
    const posting = createEngine({ db })
    await expireCouponOrders({ db, posting, offsetMs }).runPage()
  })
  const plan = await planOf(ground.url, only(sent, 'register_by <'))
  expect(plan).toContain('Index Scan using coupon_order_open_idx on coupon_order')
  expect(plan).not.toMatch(/Seq Scan|Sort/)
})

test('given many orders whose codes are made, when the next is looked for, then it reads an index of the others', async () => {
  const sent = await statementsOf(ground.url, (db) =>
    makeCoupons({ db, offsetMs: () => 0, secrets: openCouponSecrets('any') }).runPage(),
  )
  const plan = await planOf(ground.url, only(sent, 'made < quantity'))
  expect(plan).toContain('Index Scan using coupon_order_making_idx on coupon_order')
  expect(plan).not.toContain('Seq Scan')
})

test('given many coupons, when one is registered, then it is found by its code’s hash, and orders past their deadline among the open ones', async () => {
  const sent = await statementsOf(ground.url, async (db) => {
    const posting = createEngine({ db })
    await posting.post<'registerCoupon'>(registering('an', code))
    await posting.drain()
  })
  const byHash = sent.filter((sql) => sql.includes('code_hash = any'))
  expect(byHash).toHaveLength(2)
  for (const statement of byHash) {
    const plan = await planOf(ground.url, statement, settings)
    expect(plan).toContain('Index Scan using coupon_code_hash_key on coupon')
    expect(plan).not.toContain('Seq Scan')
  }
  const plan = await planOf(ground.url, only(sent, 'register_by <'), settings)
  expect(plan).toContain('coupon_order_open_idx')
  expect(plan).not.toContain('Seq Scan')
})
