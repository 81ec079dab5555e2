import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { KstDate } from '../src/domain/calendar.ts'
import { points } from '../src/domain/points.ts'
import { createEngine } from '../src/posting/engine.ts'
import { checkLedger } from '../src/posting/ledger-check.ts'
import {
  deliveredOrder,
  done,
  expiring,
  issuedOrder,
  registering,
  requesting,
  voidingOrder,
} from './support/coupon-orders.ts'
import { faultsFound } from './support/faults-found.ts'
import { type Ground, openGround } from './support/ground.ts'
import { type Saved, savedRows } from './support/saved-rows.ts'
import type { Counts } from './support/tampering.ts'
import { accrual, newAccounts, newContract } from './support/world.ts'

let ground: Ground
let saved: Saved
beforeAll(async () => {
  ground = await openGround()
  await liveWithCoupons()
  saved = await savedRows(ground.url)
})
afterAll(() => ground.close())

/** Orders in every state: registered in part, above the cap, as a test, stopped, expired. */
async function liveWithCoupons(): Promise<void> {
  const { db, sql } = ground
  const credit = 100_000_000n
  const [api, live, trial] = [
    await newContract(db, { credit }),
    await newContract(db, { credit, channel: 'COUPON' }),
    await newContract(db, { credit, channel: 'COUPON', status: 'TESTING' }),
  ]
  await newAccounts(db, ['an', 'bae'])
  let offsetMs = 0
  const posting = createEngine({ db, offsetMs: () => offsetMs })
  const press = { posting, sql }
  const register = (account: string, code = '') =>
    done(posting.post<'registerCoupon'>(registering(account, code)))

  await done(posting.post<'requestCouponOrder'>(requesting(live)))
  const used = await deliveredOrder(press, live, { eventTitle: 'used', value: points(700n) })
  await register('an', used.codes[0])
  await register('bae', used.codes[1])
  await done(posting.post<'accruePoints'>(accrual(api, 'an', 1_999_000n)))
  await register('an', used.codes[2])
  const tried = await deliveredOrder(press, trial, { eventTitle: 'tried' })
  await register('an', tried.codes[0])
  const stopped = await issuedOrder(press, live, { eventTitle: 'stopped' })
  await done(posting.post<'voidCouponOrder'>(voidingOrder(stopped.id)))
  const registerBy = '2030-12-31' as KstDate
  const over = await deliveredOrder(press, live, { eventTitle: 'over', registerBy })
  await register('bae', over.codes[9])
  offsetMs = Date.parse('2031-01-01T00:00:00Z') - Date.now()
  await done(posting.post<'expireCouponOrder'>(expiring(over.id)))
  await posting.drain()
}

const orderOf = (title: string) => `(select id from coupon_order where event_title = '${title}')`
const order = (title: string, set: string) =>
  `update coupon_order set ${set} where id = ${orderOf(title)}`
const couponOf = (title: string) =>
  `(select id from coupon where order_id = ${orderOf(title)} and accrual_id is not null
    order by registered_at limit 1)`
const openCouponOf = (title: string) =>
  `(select id from coupon where order_id = ${orderOf(title)} and accrual_id is null limit 1)`
const coupon = (title: string, set: string) =>
  `update coupon set ${set} where id = ${couponOf(title)}`
const accrualOf = (title: string) => `(select accrual_id from coupon where id = ${couponOf(title)})`
const accrualSet = (title: string, set: string) =>
  `update accrual set ${set} where id = ${accrualOf(title)}`
const reservationOf = (title: string) =>
  `(select reservation_id from coupon_order where id = ${orderOf(title)})`
const nobody = `'00000000-0000-7000-8000-000000000001'::uuid`
const nobodysCoupon = `update coupon set order_id = ${nobody} where id = ${openCouponOf('used')}`

const tampered: readonly (readonly [what: string, sql: string, found: Counts])[] = [
  ['that made more', order('stopped', 'quantity = 11, made = 11'), { couponOrdersOutOfStep: 1n }],
  [
    'of which fewer were made than there are',
    order('stopped', 'made = 9'),
    { couponOrdersOutOfStep: 1n },
  ],
  [
    'of which a coupon is gone',
    `delete from coupon where id = ${openCouponOf('over')}`,
    { couponOrdersOutOfStep: 1n },
  ],
  ['whose coupon is nobody’s', nobodysCoupon, { couponOrdersOutOfStep: 2n }],
  [
    'of which fewer are registered, and whose open value is larger than what is reserved',
    order('used', 'registered = registered - 1'),
    { contractsOutOfStep: 1n, couponOrdersOutOfStep: 1n },
  ],
  [
    'of tests, of which more are registered',
    order('tried', 'registered = 2'),
    { couponOrdersOutOfStep: 1n },
  ],
  [
    'of another value, which was not set aside',
    order('used', 'value = value + 1'),
    { contractsOutOfStep: 1n, couponOrdersOutOfStep: 1n },
  ],
  [
    'that is open again, though its value was given back',
    order('over', 'expired_at = null'),
    { contractsOutOfStep: 1n },
  ],
  [
    'that is stopped, though its value was not given back',
    order('used', `voided_at = now(), void_reason = ''`),
    { contractsOutOfStep: 1n },
  ],
  [
    'that became a test',
    order('used', 'test = true, reservation_id = null'),
    { contractsOutOfStep: 1n, couponOrdersOutOfStep: 1n },
  ],
  [
    'that names another reservation',
    order('stopped', `reservation_id = ${nobody}`),
    { couponOrdersOutOfStep: 1n },
  ],
  [
    'whose reservation became something else',
    `update journal set kind = 'RELEASE' where id = ${reservationOf('stopped')}`,
    { couponOrdersOutOfStep: 1n },
  ],
  [
    'whose coupon was registered without its being counted, and names no accrual',
    coupon('used', 'accrual_id = null, registered_at = null'),
    { accrualsOutOfStep: 1n, couponOrdersOutOfStep: 1n },
  ],
  [
    'whose coupon names an accrual that is no coupon’s',
    coupon('used', `accrual_id = (select id from accrual where amount = 1999000)`),
    { accrualsOutOfStep: 2n, couponOrdersOutOfStep: 1n },
  ],
  [
    'whose coupon names an accrual that is not there',
    coupon('used', `accrual_id = ${nobody}`),
    { accrualsOutOfStep: 1n, couponOrdersOutOfStep: 1n },
  ],
  [
    'whose coupon was registered at another instant',
    coupon('used', `registered_at = registered_at - interval '1 ms'`),
    { couponOrdersOutOfStep: 1n },
  ],
  [
    'whose accrual became another contract’s',
    accrualSet('tried', `contract_id = (select id from contract where channel = 'API')`),
    { couponOrdersOutOfStep: 1n },
  ],
  [
    'whose accrual became a test',
    accrualSet('used', 'test = true'),
    { accrualsOutOfStep: 1n, couponOrdersOutOfStep: 1n },
  ],
  [
    'whose accrual grew',
    accrualSet('tried', 'amount = 101, pending_amount = 101'),
    { couponOrdersOutOfStep: 1n },
  ],
  [
    'whose accrual is given up',
    accrualSet('tried', `status = 'CANCELLED', scheduled_for = now(), recipient_account = ''`),
    { couponOrdersOutOfStep: 1n },
  ],
  [
    'whose coupon was registered by a journal of another kind',
    `update journal set kind = 'ACCRUAL'
     where id in (select journal_id from entry where lot_id = ${accrualOf('used')})`,
    { accrualsOutOfStep: 1n },
  ],
]

describe('the check of the ledger', () => {
  test('finds nothing wrong with orders that are registered in part, tried, stopped and over', async () => {
    const proof = await checkLedger(ground.db)
    expect(faultsFound(proof)).toEqual({})
    expect(proof).toMatchObject({
      ok: true,
      totalAvailable: 2_000_000n + 800n,
      totalPending: 400n,
      conservation: { reserved: 7n * 700n, breakage: 900n },
    })
  })

  test.each(tampered)('finds an order %s', async (_what, sql, counts) => {
    await saved.tamper(sql)
    const proof = await checkLedger(ground.db)
    expect(faultsFound(proof)).toEqual(counts)
    expect(proof.ok).toBe(false)
  })
})
