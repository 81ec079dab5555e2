import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from '@jest/globals'
import { carryOutDue } from '../src/jobs/carry-out-due.ts'
import type { Job, PostingParts } from '../src/jobs/due-work.ts'
import { payAccruals } from '../src/jobs/pay-accruals.ts'
import { createEngine } from '../src/posting/engine.ts'
import { type Ground, openGround } from './support/ground.ts'
import { accrual, newAccounts, newContract } from './support/world.ts'

const hourMs = 3_600_000
/** As many as a page of either job has, all due within the hour. */
const page = { wallets: 50, accruals: 500 }

let ground: Ground
let aheadMs = 0
let parts: PostingParts
beforeAll(async () => {
  ground = await openGround()
  const offsetMs = () => aheadMs
  const posting = createEngine({ db: ground.db, offsetMs })
  parts = { db: ground.db, posting, offsetMs }
  const contract = await newContract(ground.db, { credit: 1_000_000n })
  const names = Array.from({ length: page.wallets }, (_, n) => `user-${n}`)
  await newAccounts(ground.db, names)
  await posting.postAll(names.map((name) => accrual(contract, name, 1n)))
  const soon = new Date(Date.now() + hourMs / 2)
  const later = { kind: 'scheduleAccrual', scheduledFor: soon } as const
  const asked = Array.from({ length: page.accruals }, (_, n) => `user-${n % page.wallets}`)
  await posting.postAll(asked.map((name) => ({ ...accrual(contract, name, 1n), ...later })))
  await ground.sql('update lot set expires_at = $1', [soon])
  await ground.sql('update wallet set next_due_at = $1', [soon])
})
afterAll(() => ground.close())

const count = async (text: string) => (await ground.sql(`select count(*)::int ${text}`))[0]?.count
const dueWithinTheHour = async () => ({
  wallets: await count(`from wallet where next_due_at < now() + interval '1 hour'`),
  accruals: await count(`from accrual where status = 'SCHEDULED'`),
})

const jobs: readonly (readonly [string, (parts: PostingParts) => Job])[] = [
  ['that carries out what is due in wallets', carryOutDue],
  ['that pays accruals', payAccruals],
]

describe('given a process whose own clock is an hour ahead of the database’s, and a page of work that comes due within it', () => {
  // Date alone: whatever waits goes on to wait in real time.
  const real = [
    ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
    ...(['setImmediate', 'setInterval', 'setTimeout'] as const),
    ...(['clearImmediate', 'clearInterval', 'clearTimeout'] as const),
  ]
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: real, now: Date.now() + hourMs })
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  test.each(jobs)('the job %s finds nothing, and pauses', async (_, open) => {
    expect(await open(parts).runPage()).toBe(false)
    expect(await dueWithinTheHour()).toEqual(page)
  })
})

describe('given that the platform’s clock is an hour ahead of both', () => {
  test.each(jobs)('the job %s does it', async (_, open) => {
    aheadMs = hourMs
    const job = open(parts)
    while (await job.runPage()) {}
    aheadMs = 0
  })

  test('then all of it is done', async () => {
    expect(await dueWithinTheHour()).toEqual({ wallets: 0, accruals: 0 })
    expect(await count(`from journal where kind = 'EXPIRY'`)).toBe(page.wallets)
    expect(await count(`from lot where accrued_at > now() + interval '59 minutes'`)).toBe(
      page.accruals,
    )
  })
})
