import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import type { AccrualId, ContractId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Job } from '../src/jobs/due-work.ts'
import { payAccruals } from '../src/jobs/pay-accruals.ts'
import { createEngine } from '../src/posting/engine.ts'
import { type Ground, openGround } from './support/ground.ts'
import { fresh } from './support/market.ts'
import { accrual, newAccounts, newContract } from './support/world.ts'

const credit = 1_000_000_000n

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterAll(() => ground.close())

let faulty: ContractId
let first: AccrualId
let others: readonly AccrualId[]
let job: Job
/** One of a contract, and then some of another, all of them due. */
beforeEach(async () => {
  const behind = createEngine({ db: ground.db, offsetMs: () => -60_000 })
  faulty = await newContract(ground.db, { credit })
  const sound = await newContract(ground.db, { credit })
  // A new one, because whoever has been paid has left the clock that is behind.
  const account = fresh('due')
  await newAccounts(ground.db, [account])
  const answers = await behind.postAll<'scheduleAccrual'>(
    [faulty, sound, sound].map((contract, n) => ({
      ...accrual(contract, account, 5n),
      kind: 'scheduleAccrual',
      scheduledFor: new Date(Date.now() - 30_000 + n),
    })),
  )
  await behind.drain()
  const [one, ...rest] = answers.map((answer) => {
    if (isRefusal(answer) || 'isSchedulable' in answer) throw new Error('It was not scheduled')
    return answer.accrual
  })
  first = one as AccrualId
  others = rest
  const posting = createEngine({ db: ground.db })
  job = payAccruals({ db: ground.db, posting, offsetMs: () => 0 })
})

const stillDue = async () =>
  (await ground.sql(`select id from accrual where status = 'SCHEDULED' order by id`)).map(
    ({ id }) => id,
  )

describe('given scheduled accruals that are due, one of which can not be paid', () => {
  test('because somebody holds it, then it is left to them, and the others are paid', async () => {
    const stranger = new pg.Client({ connectionString: ground.url })
    await stranger.connect()
    await stranger.query('begin')
    await stranger.query('select from accrual where id = $1 for update', [first])
    await job.runPage()
    expect(await stillDue()).toEqual([first])
    await stranger.query('rollback')
    await stranger.end()
    await job.runPage()
    expect(await stillDue()).toEqual([])
  })

  test('because its contract is out of step, then the fault is told once a round, and the others are paid', async () => {
    const setReserved = (points: number) =>
      ground.sql('update contract set reserved = $2 where id = $1', [faulty, points])
    await setReserved(0)
    await expect(job.runPage()).rejects.toThrow('violates check constraint')
    expect(await stillDue()).toEqual([first])
    // It is passed over once, and then tried again.
    expect(await job.runPage()).toBe(false)
    await expect(job.runPage()).rejects.toThrow('violates check constraint')

    await setReserved(5)
    expect(await job.runPage()).toBe(false)
    expect(await job.runPage()).toBe(false)
    expect(await stillDue()).toEqual([])
    expect(others).toHaveLength(2)
    expect(await ground.isProven()).toBe(true)
  })
})
