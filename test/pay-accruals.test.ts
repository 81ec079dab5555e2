import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { AccrualId, ContractId } from '../src/domain/ids.ts'
import { isRefusal, type Refusal } from '../src/domain/refusal.ts'
import type { Answer } from '../src/posting/command.ts'
import type { Posting } from '../src/posting/posting.ts'
import { startTestGateway } from './support/gateway.ts'
import { type Ground, openGround } from './support/ground.ts'
import type { JobProcess } from './support/job-process.ts'
import { localId, operator } from './support/market.ts'
import { startPayingProcess } from './support/paying-process.ts'
import { chanceOf, printedSeed } from './support/random.ts'
import { accrual, newAccounts, newContract } from './support/world.ts'

jest.setTimeout(600_000)

const credit = 1_000_000_000n
const chance = chanceOf(printedSeed())

let ground: Ground
beforeAll(async () => {
  ground = await openGround()
})
afterAll(() => ground.close())

const toBePaidAt = (contract: ContractId, account: string, scheduledFor: Date) =>
  ({ ...accrual(contract, account, 1n), kind: 'scheduleAccrual', scheduledFor }) as const

/** Schedules one accrual for each time; their ids. */
async function schedule(
  posting: Posting,
  contract: ContractId,
  accounts: readonly string[],
  times: readonly Date[],
): Promise<readonly AccrualId[]> {
  const commands = times.map((time) => toBePaidAt(contract, chance.oneOf(accounts), time))
  return idsOf(await posting.postAll<'scheduleAccrual'>(commands))
}

const idsOf = (answers: readonly (Answer<'scheduleAccrual'> | Refusal)[]) =>
  answers.map((answer) => {
    if (isRefusal(answer)) throw new Error(answer.code)
    if ('isSchedulable' in answer) throw new Error('It came too late')
    return answer.accrual
  })

/** How accruals ended, and what was posted and will be told of each. */
const endsOf = (ids: readonly AccrualId[]) =>
  ground.sql(
    `select accrual.id, accrual.status,
            (select count(*)::int from journal
             join entry on entry.owner_id = journal.owner_id and entry.journal_id = journal.id
             where kind = 'ACCRUAL' and lot_id = accrual.id) as grants,
            (select count(*)::int from notice where notice.id = accrual.id) as notices
     from accrual where id = any($1) order by id`,
    [ids],
  )

const reservedIn = async (contract: ContractId) => {
  const [row] = await ground.sql('select reserved::int from contract where id = $1', [contract])
  return row?.reserved
}

const releasesOf = async (contract: ContractId) => {
  const [row] = await ground.sql(
    `select count(*)::int from journal where kind = 'RELEASE' and owner_id = $1`,
    [contract],
  )
  return row?.count
}

const rounds = process.env.LONG ? 20 : 1
const dueInRound = process.env.LONG ? 1_000 : 200
const processes = 3
const spreadMs = 2_500

const instants = (from: number): readonly Date[] =>
  Array.from({ length: dueInRound }, () => new Date(from + chance.below(spreadMs)))

/** How many of them are no longer to be paid. */
async function endedOf(ids: readonly AccrualId[]): Promise<number> {
  const [row] = await ground.sql(
    `select count(*)::int from accrual where id = any($1) and status <> 'SCHEDULED'`,
    [ids],
  )
  return Number(row?.count)
}

/** Kills one of the processes after the other, each time that some more are paid, and starts others. */
async function killWhilePaying(
  workers: Promise<JobProcess>[],
  ids: readonly AccrualId[],
): Promise<void> {
  let paid = 0
  for (const [n, worker] of [...workers].entries()) {
    paid += 1 + chance.below(ids.length / workers.length - 1)
    while ((await endedOf(ids)) < paid) await sleep(chance.below(20))
    await (await worker).kill()
    workers[n] = startPayingProcess(ground.url)
  }
}

test(`given three processes that pay accruals as they come due, and any of them killed, ${rounds * processes} times: each is paid exactly once, and all are (R10)`, async () => {
  const contract = await newContract(ground.db, { partner: 'killed', credit })
  // Behind the others' clock, so that what it schedules comes due while it does.
  const engine = ground.startEngine({ offsetMs: -60_000 })
  const workers = Array.from({ length: processes }, () => startPayingProcess(ground.url))
  await Promise.all(workers)
  try {
    for (let round = 0; round < rounds; round += 1) {
      // New ones, because whoever has been paid has left the engine's clock behind.
      const accounts = [1, 2, 3, 4, 5].map((n) => `killed-${round}-${n}`)
      await newAccounts(ground.db, accounts)
      const ids = await schedule(engine, contract, accounts, instants(Date.now()))
      await killWhilePaying(workers, ids)
      while ((await endedOf(ids)) < ids.length) await sleep(20)
      expect(await endsOf(ids)).toEqual(
        ids.toSorted().map((id) => ({ id, status: 'COMPLETED', grants: 1, notices: 1 })),
      )
      expect(await reservedIn(contract)).toBe(0)
    }
  } finally {
    for (const worker of workers) await (await worker).kill()
  }
  expect(await releasesOf(contract)).toBe(0)
  expect(await ground.isProven()).toBe(true)
})

const pairs = 100
const races = process.env.LONG ? 20 : 1

test('given accruals that are cancelled by one process while another pays them, each is either paid or cancelled, as the one who cancels is told (R7)', async () => {
  const contract = await newContract(ground.db, { partner: 'torn', credit })
  const cancels = ground.startEngine({ batchMax: 8 })
  const pays = ground.startEngine({ batchMax: 8 })
  const outcomes: string[] = []

  async function race(accounts: readonly string[]): Promise<void> {
    await newAccounts(ground.db, accounts)
    await cancels.setClock(-60_000)
    const soon = new Date(Date.now() - 30_000)
    const ids = await schedule(cancels, contract, accounts, Array(pairs).fill(soon))
    await cancels.setClock(0)
    await pays.setClock(0)
    // From both ends, so that each has some to itself, and they meet in the middle.
    const [told] = await Promise.all([
      cancels.postAll<'cancelAccrual'>(
        ids.map((id) => ({ kind: 'cancelAccrual', caller: operator, accrual: id })),
      ),
      pays.postAll<'payAccrual'>(
        ids.toReversed().map((id) => ({ kind: 'payAccrual', caller: null, accrual: id })),
      ),
    ])
    const codes = told.map((answer) => (isRefusal(answer) ? answer.code : 'CANCELLED'))
    expect(await endsOf(ids)).toEqual(
      ids.toSorted().map((id) => {
        const isPaid = codes[ids.indexOf(id)] === 'ACCRUAL_ALREADY_COMPLETED'
        const count = isPaid ? 1 : 0
        return { id, status: isPaid ? 'COMPLETED' : 'CANCELLED', grants: count, notices: count }
      }),
    )
    outcomes.push(...codes)
  }

  const both = ['ACCRUAL_ALREADY_COMPLETED', 'CANCELLED']
  for (let n = 0; n < races || new Set(outcomes).size < both.length; n += 1)
    await race(Array.from({ length: 20 }, (_, each) => `torn-${n}-${each}`))
  expect([...new Set(outcomes)].toSorted()).toEqual(both)
  expect(await releasesOf(contract)).toBe(outcomes.filter((code) => code === 'CANCELLED').length)
  expect(await reservedIn(contract)).toBe(0)
  expect(await ground.isProven()).toBe(true)
})

test('given a gateway whose due work is on, an accrual that comes due is paid within seconds, without anyone asking (R10)', async () => {
  const gateway = await startTestGateway({ env: { DUE_WORK: 'on' } })
  try {
    const contract = await newContract(gateway.db, { credit })
    await newAccounts(gateway.db, ['an'])
    const asked = {
      idempotencyKey: 'soon',
      contract: Buffer.from(`Contract:${contract}`).toString('base64'),
      recipient: { account: 'an' },
      amount: 5,
      scheduledFor: new Date(Date.now() + 3_000).toISOString(),
    }
    const { body } = await gateway.ask(
      operator,
      `mutation ($input: AccruePointsInput!) { accruePoints(input: $input) {
        ... on AccruePointsPayload { accrual { id status } } } }`,
      { input: asked },
    )
    const { accrual: made } = body.data.accruePoints
    expect(made.status).toBe('SCHEDULED')

    const read = async () => {
      const document = `query ($id: ID!) { node(id: $id) { ... on Accrual { status } } }`
      return (await gateway.ask(operator, document, { id: made.id })).body.data.node.status
    }
    const patienceMs = 10_000
    const lateAt = Date.parse(asked.scheduledFor) + patienceMs
    while ((await read()) === 'SCHEDULED' && Date.now() < lateAt) await sleep(50)
    expect(await read()).toBe('COMPLETED')
    const [row] = await gateway.sql(
      `select completed_at >= scheduled_for as "inTime" from accrual where id = $1`,
      [localId(made.id)],
    )
    expect(row).toEqual({ inTime: true })
  } finally {
    await gateway.stop()
  }
})
