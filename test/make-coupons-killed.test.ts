import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { daysBefore, endOf, type KstDate, kstDateOf } from '../src/domain/calendar.ts'
import type { CouponOrderId } from '../src/domain/ids.ts'
import { createEngine } from '../src/posting/engine.ts'
import { openCouponSecrets } from '../src/server/coupon-secrets.ts'
import { openSecrets } from '../src/server/secrets.ts'
import { codesMade } from './support/codes-made.ts'
import { approvedOrder, delivering, done, issuing } from './support/coupon-orders.ts'
import { type CouponPress, openCouponPress } from './support/coupon-press.ts'
import { startTestGateway } from './support/gateway.ts'
import type { JobProcess } from './support/job-process.ts'
import { startPressProcess } from './support/press-process.ts'
import { chanceOf, printedSeed } from './support/random.ts'
import { newContract } from './support/world.ts'

jest.setTimeout(900_000)

const chance = chanceOf(printedSeed())

let press: CouponPress
beforeAll(async () => {
  press = await openCouponPress()
})
afterAll(() => press.close())

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const rounds = process.env.LONG ? 20 : 1

async function stopAll(workers: readonly Promise<JobProcess>[]): Promise<void> {
  for (const worker of workers) await (await worker).kill()
}

test(`given three processes that share several orders, and any of them killed, ${rounds * 3} times, when all are made: each code is made once`, async () => {
  const options = { url: press.ground.url, secret: press.secret, pageSize: 50 }
  const workers = Array.from({ length: 3 }, () => startPressProcess(options))
  await Promise.all(workers)
  try {
    for (let round = 0; round < rounds; round += 1) {
      const orders = [
        await press.issued(2_001),
        await press.issued(1_999),
        await press.issued(1_000),
      ]
      let made = 0
      for (const [n, worker] of [...workers].entries()) {
        made += 1 + chance.below(1_000)
        while ((await press.madeOf(...orders)) < made) await sleep(chance.below(10))
        await (await worker).kill()
        workers[n] = startPressProcess(options)
      }
      while ((await press.madeOf(...orders)) < 5_000) await sleep(20)
      for (const [n, quantity] of [2_001, 1_999, 1_000].entries()) {
        const order = orders[n] ?? ('' as CouponOrderId)
        const { codes, made: all, coupons } = await codesMade(press.ground, press.secrets, order)
        expect([all, coupons, new Set(codes).size]).toEqual([quantity, quantity, quantity])
      }
    }
  } finally {
    await stopAll(workers)
  }
})

const most = process.env.LONG ? 1_000_000 : 50_000

test(`given an order of ${most.toLocaleString('en')} codes and a process with hardly any memory, which is killed on the way: another goes on, and all are made`, async () => {
  const order = await press.issued(most)
  const options = { url: press.ground.url, secret: press.secret, pageSize: 2_000 }
  const flags = ['--max-old-space-size=96', '--max-semi-space-size=8']
  const first = await startPressProcess(options, flags)
  undo.push(first.kill)
  while ((await press.madeOf(order)) < most / 5) await sleep(50)
  await first.kill()
  const second = await startPressProcess(options, flags)
  undo.push(second.kill)
  while ((await press.madeOf(order)) < most) await sleep(50)
  const { codes, ...counts } = await codesMade(press.ground, press.secrets, order)
  expect(counts).toMatchObject({ made: most, coupons: most })
  expect(new Set(codes).size).toBe(most)
  await done(press.posting.post<'markCouponOrderDelivered'>(delivering(order)))
})

test('given a gateway whose due work is on, when an order is issued, then its codes are made, and past its deadline it expires, without anyone asking', async () => {
  const gateway = await startTestGateway({ env: { DUE_WORK: 'on' } })
  undo.push(gateway.stop)
  let aheadMs = 0
  const posting = createEngine({ db: gateway.db, offsetMs: () => aheadMs })
  const credit = 1_000_000n
  const live = await newContract(gateway.db, { channel: 'COUPON', credit })
  const issued = async (registerBy: KstDate) => {
    const id = await approvedOrder({ posting, sql: gateway.sql }, live, { registerBy })
    await done(posting.post<'issueCouponOrder'>(issuing(id)))
    return id
  }
  const until = async (order: CouponOrderId, is: string) => {
    const ask = () => gateway.sql(`select from coupon_order where id = $1 and ${is}`, [order])
    while ((await ask()).length === 0) await sleep(20)
  }
  const order = await issued('2099-12-31' as KstDate)
  await until(order, 'made = quantity')
  const own = openCouponSecrets(openSecrets(gateway.config).code)
  expect(await codesMade(gateway, own, order)).toMatchObject({ made: 10, coupons: 10, sheets: 1 })

  const yesterday = daysBefore(kstDateOf(new Date()), 1)
  aheadMs = endOf(yesterday).getTime() - 3_600_000 - Date.now()
  await until(await issued(yesterday), 'expired_at is not null')
  await posting.drain()
})
