import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import type { AgencyId, ContractId } from '../src/domain/ids.ts'
import type { IssueCouponOrder } from '../src/posting/asks.ts'
import { newId } from '../src/schema/new-id.ts'
import {
  approvedOrder,
  deliveredOrder,
  done,
  issuing,
  registering,
} from './support/coupon-orders.ts'
import { type CouponRace, openCouponRace, times } from './support/coupon-race.ts'
import { insist } from './support/insist.ts'
import { chanceOf, printedSeed } from './support/random.ts'
import { deposit, newContract } from './support/world.ts'

jest.setTimeout(600_000)

const rounds = process.env.LONG ? 50 : 5
const kills = process.env.LONG ? 20 : 2

let race: CouponRace
beforeAll(async () => {
  race = await openCouponRace()
})
afterAll(() => race.close())

describe('given orders of one contract that two agencies issue at once', () => {
  const agents = (n: number): Caller => ({ kind: 'AGENCY', code: `agents-${n % 2}` })
  let agencies: readonly AgencyId[]
  beforeAll(async () => {
    agencies = [newId<AgencyId>(new Date()), newId<AgencyId>(new Date())]
    await race.db.agency.createMany({
      data: agencies.map((id, n) => ({
        id,
        code: `agents-${n}`,
        name: 'Agents',
        commissionBasisPoints: 500,
        createdAt: new Date(),
      })),
    })
  })

  const ordersOf = (own: ContractId, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        approvedOrder(race.press, own, { agency: agencies[n % 2] as AgencyId, quantity: 10 }),
      ),
    )

  test('then the budget is reserved for as many as it covers, and never exceeded', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const own = await newContract(race.db, { channel: 'COUPON' })
      await done(race.engine(0).post(deposit(own, 7_999n)))
      const orders = await ordersOf(own, 20)
      const found = await race.codesOf(
        orders.map((order, n) => ({ ...issuing(order), caller: agents(n) })),
      )

      expect(found).toEqual([...times(13, 'CONTRACT_BUDGET_EXCEEDED'), ...times(7, 'done')])
      expect(
        await race.sql('select budget::int, reserved::int from contract where id = $1', [own]),
      ).toEqual([{ budget: 999, reserved: 7_000 }])
    }
  })

  test('then an order of the other’s is none of theirs', async () => {
    const orders = await ordersOf(race.contract, 2)
    const crossed = orders.map((order, n) => ({ ...issuing(order), caller: agents(n + 1) }))
    expect(await race.codesOf(crossed)).toEqual(times(2, 'NOT_FOUND'))
  })

  test.each<readonly [string, (first: IssueCouponOrder) => IssueCouponOrder, string[]]>([
    ['the same key, then it is reserved once', (first) => first, times(20, 'done')],
    [
      'keys of their own, then one of them issues it',
      ({ order }) => issuing(order),
      [...times(19, 'INVALID_STATE_CHANGE'), 'done'],
    ],
  ])('one order with %s', async (_what, again, expected) => {
    const own = await newContract(race.db, { channel: 'COUPON', credit: 5_000n })
    const first = issuing(await approvedOrder(race.press, own))
    const found = await race.codesOf(Array.from({ length: 20 }, () => again(first)))
    expect(found).toEqual(expected)
    expect(await race.sql('select reserved::int from contract where id = $1', [own])).toEqual([
      { reserved: 1_000 },
    ])
  })
})

test(`given processes that are killed while orders are issued, ${kills} times: a retry with the same key reserves once`, async () => {
  const chance = chanceOf(printedSeed())
  for (let kill = 0; kill < kills; kill += 1) {
    const own = await newContract(race.db, { channel: 'COUPON', credit: 1_000_000n })
    const orders = await Promise.all(
      Array.from({ length: 20 }, () => approvedOrder(race.press, own)),
    )
    let at = race.startEngine({ batchMax: 3 })
    const asked = orders.map((order) => insist<'issueCouponOrder'>(() => at, issuing(order)))
    await Promise.race(asked)
    await sleep(chance.below(20))
    const killed = at
    at = race.startEngine()
    await killed.kill()

    expect((await Promise.all(asked)).map(({ order }) => order)).toEqual(orders)
    expect(
      await race.sql(
        `select reserved::int, (select count(*)::int from journal where owner_id = contract.id) as journals
         from contract where id = $1`,
        [own],
      ),
    ).toEqual([{ reserved: 20_000, journals: 20 }])
    await at.stop()
  }
})

describe('given an order that was made in TESTING (R13)', () => {
  test('then its coupons stay tests when the contract is live, and so does what is issued of it then', async () => {
    const trial = await newContract(race.db, {
      channel: 'COUPON',
      status: 'TESTING',
      credit: 9_000n,
    })
    const early = await deliveredOrder(race.press, trial)
    const late = await approvedOrder(race.press, trial)
    await race.sql(`update contract set status = 'LIVE' where id = $1`, [trial])
    await done(race.engine(0).post<'issueCouponOrder'>(issuing(late)))
    const [account = ''] = await race.newUsers(1)
    const { rows } = await done(
      race.engine(1).post<'registerCoupon'>(registering(account, early.codes[0] ?? '')),
    )

    expect(rows).toMatchObject({
      accrual: { test: true, status: 'COMPLETED', availableAmount: 100n },
      wallet: { available: 0n },
    })
    expect(
      await race.sql('select test, reservation_id from coupon_order where id = $1', [late]),
    ).toEqual([{ test: true, reservation_id: null }])
    expect(
      await race.sql('select reserved::int, budget::int from contract where id = $1', [trial]),
    ).toEqual([{ reserved: 0, budget: 0 }])
  })
})

test('after all this, no two waited for each other, and the ledger is proven', async () => {
  expect(await race.isProven()).toBe(true)
  expect(await race.deadlocks()).toBe(0)
})
