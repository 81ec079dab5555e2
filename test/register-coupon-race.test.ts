import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { ContractId, CouponOrderId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import { deliveredOrder, done, registering, voidingOrder } from './support/coupon-orders.ts'
import { type CouponRace, openCouponRace, times } from './support/coupon-race.ts'
import { insist } from './support/insist.ts'
import { chanceOf, printedSeed } from './support/random.ts'
import { newContract } from './support/world.ts'

jest.setTimeout(600_000)

const rounds = process.env.LONG ? 50 : 5
const kills = process.env.LONG ? 20 : 2
const atOnce = 100

let race: CouponRace
beforeAll(async () => {
  race = await openCouponRace()
})
afterAll(() => race.close())

describe(`given two processes, and one coupon that is registered ${atOnce} times at once`, () => {
  test('by as many users, then one of them has it', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 1 })
      const accounts = await race.newUsers(atOnce)
      const found = await race.codesOf(
        accounts.map((account) => registering(account, codes[0] ?? '')),
      )

      expect(found).toEqual([...times(99, 'COUPON_ALREADY_REGISTERED'), 'done'])
      expect(await race.grantsOf(accounts)).toEqual({ grants: 1, points: 100 })
    }
  })

  test('by one user, then it is registered once, and trying one’s own again counts nothing', async () => {
    const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 1 })
    const [account = ''] = await race.newUsers(1)
    const commands = times(atOnce, codes[0] ?? '').map((code) => registering(account, code))
    const found = await race.codesOf(commands)

    expect(found).toEqual([...times(99, 'COUPON_ALREADY_REGISTERED'), 'done'])
    expect(await race.grantsOf([account])).toEqual({ grants: 1, points: 100 })
    expect(await race.failuresOf(account)).toBe(0)
  })

  test('by one user with the same key, then all get the same answer', async () => {
    const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 1 })
    const [account = ''] = await race.newUsers(1)
    const command = registering(account, codes[0] ?? '')
    const answers = await Promise.all(
      Array.from({ length: atOnce }, (_, n) =>
        done(race.engine(n).post<'registerCoupon'>(command)),
      ),
    )

    expect(new Set(answers.map(({ accrual }) => accrual)).size).toBe(1)
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await race.grantsOf([account])).toEqual({ grants: 1, points: 100 })
  })
})

test('given the two accounts of one person, then each registers a coupon, at once too (R9)', async () => {
  for (let round = 0; round < rounds; round += 1) {
    const { codes } = await deliveredOrder(race.press, race.contract, { quantity: 2 })
    const accounts = await race.newUsers(2, true)
    const commands = accounts.map((account, n) => registering(account, codes[n] ?? ''))
    expect(await race.codesOf(commands)).toEqual(['done', 'done'])
    expect(await race.grantsOf(accounts)).toEqual({ grants: 2, points: 200 })
  }
})

describe('given an order that is stopped while its coupons are registered by two processes (R18)', () => {
  const registeredShares: number[] = []

  test('then each is registered before or void after, and its points are all somewhere', async () => {
    const chance = chanceOf(printedSeed())
    const quantity = 60
    for (let round = 0; round < rounds * 2; round += 1) {
      const own = await newContract(race.db, { channel: 'COUPON', credit: 1_000_000n })
      const { id, codes } = await deliveredOrder(race.press, own, { quantity })
      const accounts = await race.newUsers(quantity)
      const asked = codes.map(async (code, n) => {
        await sleep(chance.below(60))
        const answer = await race.engine(n).post(registering(accounts[n] ?? '', code))
        return isRefusal(answer) ? answer.code : 'done'
      })
      await sleep(chance.below(60))
      const { couponOrder } = await done(
        race.engine(round).post<'voidCouponOrder'>(voidingOrder(id)),
      )
      const found = (await Promise.all(asked)).sort()

      const registered = found.filter((code) => code === 'done').length
      expect(found).toEqual([
        ...times(quantity - registered, 'COUPON_NOT_FOUND'),
        ...times(registered, 'done'),
      ])
      expect(couponOrder.registered).toBe(registered)
      expect(await whereaboutsOf(own, id)).toEqual({
        granted: registered * 100,
        lost: (quantity - registered) * 100,
        reserved: 0,
        late: 0,
      })
      registeredShares.push(registered / quantity)
    }
  })

  test('and both came first at times', () => {
    expect(Math.max(...registeredShares)).toBeGreaterThan(0)
    expect(Math.min(...registeredShares)).toBeLessThan(1)
  })

  /** `late`: registered after the order was stopped. */
  const whereaboutsOf = async (own: ContractId, order: CouponOrderId) => {
    const [row] = await race.sql(
      `select
         (select coalesce(sum(amount), 0)::int from accrual where contract_id = $1) as granted,
         (select coalesce(sum(amount), 0)::int from entry
          where contract_id = $1 and account = 'BREAKAGE') as lost,
         (select reserved::int from contract where id = $1) as reserved,
         (select count(*)::int from coupon join coupon_order on coupon_order.id = order_id
          where order_id = $2 and registered_at > voided_at) as late`,
      [own, order],
    )
    return row
  }
})

test(`given processes that are killed while coupons are registered, ${kills} times: a retry with the same key has one effect`, async () => {
  const chance = chanceOf(printedSeed())
  for (let kill = 0; kill < kills; kill += 1) {
    const quantity = 40
    const { id, codes } = await deliveredOrder(race.press, race.contract, { quantity })
    const accounts = await race.newUsers(quantity)
    // So few share a transaction that the process ends between two of them.
    let at = race.startEngine({ batchMax: 3 })
    const asked = codes.map((code, n) =>
      insist<'registerCoupon'>(() => at, registering(accounts[n] ?? '', code)),
    )
    await Promise.race(asked)
    await sleep(chance.below(20))
    const killed = at
    at = race.startEngine()
    await killed.kill()

    expect(new Set((await Promise.all(asked)).map(({ accrual }) => accrual)).size).toBe(quantity)
    expect(await race.grantsOf(accounts)).toEqual({ grants: quantity, points: quantity * 100 })
    expect(await race.sql('select registered from coupon_order where id = $1', [id])).toEqual([
      { registered: quantity },
    ])
    await at.stop()
  }
})

test('after all this, no two waited for each other, and the ledger is proven', async () => {
  expect(await race.isProven()).toBe(true)
  expect(await race.deadlocks()).toBe(0)
})
