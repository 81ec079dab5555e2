import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { daysBefore, endOf, type KstDate, kstDateOf } from '../src/domain/calendar.ts'
import type { ContractId, CouponOrderId } from '../src/domain/ids.ts'
import { points } from '../src/domain/points.ts'
import { expireCouponOrders, openOrdersPages } from '../src/jobs/expire-coupon-orders.ts'
import { createEngine, type Engine } from '../src/posting/engine.ts'
import {
  approvedOrder,
  deliveredOrder,
  done,
  issuedOrder,
  issuing,
  registering,
} from './support/coupon-orders.ts'
import { finish } from './support/coupon-press.ts'
import { type Ground, openGround } from './support/ground.ts'
import { startPressProcess } from './support/press-process.ts'
import { newAccounts, newContract } from './support/world.ts'

jest.setTimeout(300_000)

const credit = 10_000n

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
  await newAccounts(ground.db, ['an', 'bae'])
})
const engines: Engine[] = []
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.drain()))
  await ground.close()
})

/** An engine, and the job, of one clock that is turned from without. */
function openClockwork() {
  let aheadMs = 0
  const offsetMs = () => aheadMs
  const posting = createEngine({ db: ground.db, offsetMs })
  engines.push(posting)
  const job = expireCouponOrders({ db: ground.db, posting, offsetMs })
  return {
    press: { posting, sql: ground.sql },
    job,
    offsetMs,
    turn: (to: Date) => {
      aheadMs = to.getTime() - Date.now()
    },
  }
}

const lastDay = '2044-03-31' as KstDate
const closesAt = endOf(lastDay)
const minuteBefore = new Date(closesAt.getTime() - 60_000)

const contractOf = (partner: string, told: object = {}): Promise<ContractId> =>
  newContract(ground.db, { partner, channel: 'COUPON', credit, ...told })

/** What a contract can still give away, reserves and has lost. */
async function standingOf(contract: ContractId) {
  const [row] = await ground.sql(
    `select (budget + credit_limit)::int as budget, reserved::int,
            (select coalesce(sum(amount), 0)::int from entry
             where contract_id = contract.id and account = 'BREAKAGE') as lost
     from contract where id = $1`,
    [contract],
  )
  return row
}

/** The kinds of what was posted on it. */
async function journalsOf(contract: ContractId): Promise<readonly unknown[]> {
  const rows = await ground.sql('select kind from journal where owner_id = $1 order by id', [
    contract,
  ])
  return rows.map(({ kind }) => kind)
}

async function isExpired(order: CouponOrderId): Promise<boolean> {
  const [row] = await ground.sql('select expired_at as at from coupon_order where id = $1', [order])
  return row?.at !== null
}

describe('given an order of ten coupons of 100 points past its deadline, when due work looks for it', () => {
  const ends = [
    ['ON_DELIVERY', 'never delivered', 'RELEASE'],
    ['ON_REGISTRATION', 'never delivered', 'RELEASE'],
    ['ON_DELIVERY', 'delivered', 'COUPON_EXPIRY'],
    ['ON_REGISTRATION', 'delivered', 'RELEASE'],
  ] as const
  test.each(ends)('billed %s and %s, then what is not registered goes by %s', async (...told) => {
    const [couponBilling, isDelivered, kind] = told
    const { press, job, turn } = openClockwork()
    const contract = await contractOf(told.join())
    const bill = 'update contract set coupon_billing = $2 where id = $1'
    await ground.sql(bill, [contract, couponBilling])
    const [order, registered] =
      isDelivered === 'delivered'
        ? [await deliveredOrder(press, contract, { registerBy: lastDay }), 100]
        : [await issuedOrder(press, contract, { registerBy: lastDay }), 0]
    if (registered > 0)
      await done(press.posting.post<'registerCoupon'>(registering('an', order.codes[0] ?? '')))
    turn(minuteBefore)
    await finish(job)
    expect(await isExpired(order.id)).toBe(false)
    const open = 1_000 - registered
    expect(await standingOf(contract)).toEqual({ budget: 9_000, reserved: open, lost: 0 })
    turn(closesAt)
    await finish(job)
    expect(await isExpired(order.id)).toBe(true)
    expect(await standingOf(contract)).toEqual({
      budget: kind === 'RELEASE' ? 9_000 + open : 9_000,
      reserved: 0,
      lost: kind === 'RELEASE' ? 0 : open,
    })
    expect(await journalsOf(contract)).toEqual(['RESERVATION', kind])
    await finish(job)
    expect(await journalsOf(contract)).toHaveLength(2)
    expect(await ground.isProven()).toBe(true)
  })

  test('and it was a test, then it is over and nothing moves (R13)', async () => {
    const { press, job, turn } = openClockwork()
    const contract = await contractOf('tries', { status: 'TESTING' })
    const { id } = await deliveredOrder(press, contract, { registerBy: lastDay })
    turn(closesAt)
    await finish(job)
    expect(await isExpired(id)).toBe(true)
    expect(await journalsOf(contract)).toEqual([])
    expect(await standingOf(contract)).toEqual({ budget: 10_000, reserved: 0, lost: 0 })
  })

  test('and it was never issued, then it is left alone', async () => {
    const { press, job, turn } = openClockwork()
    const contract = await contractOf('never')
    const order = await approvedOrder(press, contract, { registerBy: lastDay })
    turn(closesAt)
    await finish(job)
    expect(await isExpired(order)).toBe(false)
  })

  test('and all coupons of it are registered, then it is over and nothing moves', async () => {
    const { press, job, turn } = openClockwork()
    const contract = await contractOf('all')
    const asked = { registerBy: lastDay, quantity: 1 }
    const { id, codes } = await deliveredOrder(press, contract, asked)
    await done(press.posting.post<'registerCoupon'>(registering('an', codes[0] ?? '')))
    turn(closesAt)
    await finish(job)
    expect(await isExpired(id)).toBe(true)
    expect(await journalsOf(contract)).toEqual(['RESERVATION'])
  })
})

describe('given an order past its deadline that no due work has met', () => {
  test('when one of its coupons is registered, then COUPON_EXPIRED, and its value is given back at once', async () => {
    const { press, turn } = openClockwork()
    const contract = await contractOf('asked')
    const { id, codes } = await deliveredOrder(press, contract, { registerBy: lastDay })
    turn(closesAt)
    expect(
      await press.posting.post<'registerCoupon'>(registering('bae', codes[3] ?? '')),
    ).toMatchObject({ code: 'COUPON_EXPIRED' })
    expect(await isExpired(id)).toBe(true)
    expect(await standingOf(contract)).toEqual({ budget: 9_000, reserved: 0, lost: 1_000 })
    expect(await ground.isProven()).toBe(true)
  })

  test('when another is issued that needs its points, then it is issued', async () => {
    const { press, turn } = openClockwork()
    const contract = await contractOf('needs')
    const asked = { value: points(credit / 10n) }
    await issuedOrder(press, contract, { ...asked, registerBy: lastDay })
    const next = await approvedOrder(press, contract, asked)
    turn(minuteBefore)
    expect(await press.posting.post<'issueCouponOrder'>(issuing(next))).toMatchObject({
      code: 'CONTRACT_BUDGET_EXCEEDED',
    })
    turn(closesAt)
    await done(press.posting.post<'issueCouponOrder'>(issuing(next)))
    expect(await journalsOf(contract)).toEqual(['RESERVATION', 'RELEASE', 'RESERVATION'])
    expect(await ground.isProven()).toBe(true)
  })
})

test('given an order on its last day, when due work looks, then it finds nothing to post', async () => {
  const { press, offsetMs, turn } = openClockwork()
  await issuedOrder(press, await contractOf('lasts'), { registerBy: lastDay })
  const pages = openOrdersPages({ db: ground.db, posting: press.posting, offsetMs })
  const orders: number[] = []
  for (const at of [minuteBefore, closesAt, closesAt]) {
    turn(at)
    orders.push((await pages.runPage()).done)
  }
  expect(orders).toEqual([0, 1, 0])
})

test('given an order that can’t be carried out by its own fault, then the others are, and it is once the fault is gone', async () => {
  const { press, job, turn } = openClockwork()
  const [broken, whole] = [await contractOf('broken'), await contractOf('whole')]
  const faulty = await issuedOrder(press, broken, { registerBy: lastDay })
  const other = await issuedOrder(press, whole, { registerBy: lastDay })
  const setReserved = (reserved: number) =>
    ground.sql('update contract set reserved = $2 where id = $1', [broken, reserved])
  await setReserved(0)
  turn(closesAt)
  await expect(job.runPage()).rejects.toThrow('check constraint')
  await finish(job)
  expect([await isExpired(faulty.id), await isExpired(other.id)]).toEqual([false, true])
  await setReserved(1_000)
  await finish(job)
  await finish(job)
  expect(await isExpired(faulty.id)).toBe(true)
  expect(await ground.isProven()).toBe(true)
})

test('given three processes that look for what is due at once, then each order’s value is given back once', async () => {
  const { press, turn } = openClockwork()
  const registerBy = daysBefore(kstDateOf(new Date()), 1)
  // Behind the others' clock, by which each order is due as soon as it is issued.
  turn(new Date(endOf(registerBy).getTime() - 3_600_000))
  const options = { url: ground.url, secret: 'a secret of nothing, long enough', pageSize: 100 }
  const workers = await Promise.all([1, 2, 3].map(() => startPressProcess(options)))
  const orders: CouponOrderId[] = []
  const contracts: ContractId[] = []
  for (const n of [1, 2, 3, 4, 5]) {
    const contract = await contractOf(`shared-${n}`)
    for (let each = 0; each < 5; each += 1) {
      const { id } = await issuedOrder(press, contract, { registerBy })
      orders.push(id)
    }
    contracts.push(contract)
  }
  const countOpen = async () => {
    const [row] = await ground.sql(
      'select count(*)::int from coupon_order where id = any($1) and expired_at is null',
      [orders],
    )
    return Number(row?.count)
  }
  while ((await countOpen()) > 0) await sleep(20)
  await Promise.all(workers.map((worker) => worker.kill()))
  for (const contract of contracts) {
    expect(await standingOf(contract)).toEqual({ budget: 10_000, reserved: 0, lost: 0 })
    const kinds = await journalsOf(contract)
    expect(kinds.toSorted()).toEqual([...Array(5).fill('RELEASE'), ...Array(5).fill('RESERVATION')])
  }
  expect(await ground.isProven()).toBe(true)
})
