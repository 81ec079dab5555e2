import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import type { ContractId } from '../src/domain/ids.ts'
import type { AccruePoints } from '../src/posting/asks.ts'
import { createEngine } from '../src/posting/engine.ts'
import { isOverloaded } from '../src/posting/fault.ts'
import { type Ground, openGround } from './support/ground.ts'
import { accrual, deposit, newAccounts, newContract } from './support/world.ts'

let ground: Ground
let contract: ContractId
/** Of a connection beside the engines, which holds up all that touches the contract. */
let beside: pg.Client

beforeAll(async () => {
  ground = await openGround()
  contract = await newContract(ground.db)
  await newAccounts(ground.db, ['an'])
  const engine = createEngine({ db: ground.db })
  await engine.post(deposit(contract, 1_000_000n))
  beside = new pg.Client({ connectionString: ground.url })
  await beside.connect()
})
afterAll(async () => {
  await beside.end()
  await ground.close()
})

const some = (count: number) => Array.from({ length: count }, () => accrual(contract, 'an', 1n))
const granted = ({ idempotencyKey }: AccruePoints) =>
  ground.db.accrual.count({ where: { idempotencyKey } })
const whyRejected = (posted: Promise<unknown>) =>
  posted.then(
    () => 'answered',
    (error: unknown) => (isOverloaded(error) ? 'overloaded' : String(error)),
  )

/** An engine of a small queue, with one command under way that the contract's lock holds up. */
async function stuckEngine(queueBound: number) {
  const engine = createEngine({ db: ground.db, queueBound })
  await beside.query('begin')
  await beside.query('select from contract where id = $1 for update', [contract])
  const [first] = some(1)
  if (!first) throw new Error('There is no command')
  const underWay = engine.post(first)
  while (engine.waiting() > 0) await new Promise(setImmediate)
  return { engine, underWay, letGo: () => beside.query('rollback') }
}

describe('given a queue that is full', () => {
  test('a command more is refused at once, and nothing of it is written', async () => {
    const { engine, underWay, letGo } = await stuckEngine(10)
    const waiting = some(10)
    const answers = waiting.map((command) => engine.post(command))
    expect([engine.waiting(), engine.hasRoom()]).toEqual([10, false])
    const refused = some(3)
    // Answered although nothing can be carried out.
    expect(await Promise.all(refused.map((one) => whyRejected(engine.post(one))))).toEqual(
      refused.map(() => 'overloaded'),
    )
    await letGo()
    expect(await underWay).toMatchObject({ replayed: false })
    for (const answer of await Promise.all(answers))
      expect(answer).toMatchObject({ replayed: false })
    expect(await Promise.all(waiting.map(granted))).toEqual(waiting.map(() => 1))
    expect(await Promise.all(refused.map(granted))).toEqual(refused.map(() => 0))
    const retried = await Promise.all(refused.map((one) => engine.post(one)))
    for (const answer of retried) expect(answer).toMatchObject({ replayed: false })
  })

  test('many at once are taken all or none', async () => {
    const { engine, underWay, letGo } = await stuckEngine(10)
    const six = engine.postAll(some(6))
    const five = some(5)
    expect(await whyRejected(engine.postAll(five))).toBe('overloaded')
    expect(engine.waiting()).toBe(6)
    const four = engine.postAll(some(4))
    expect(engine.waiting()).toBe(10)
    await letGo()
    await underWay
    expect([(await six).length, (await four).length]).toEqual([6, 4])
    expect(await Promise.all(five.map(granted))).toEqual(five.map(() => 0))
  })
})

describe('an engine that drains', () => {
  test('answers what waited, and takes nothing new', async () => {
    const { engine, underWay, letGo } = await stuckEngine(10)
    const waiting = engine.postAll(some(5))
    let isDrained = false
    const drained = engine.drain().then(() => {
      isDrained = true
    })
    const [late] = some(1)
    if (!late) throw new Error('There is no command')
    expect(await whyRejected(engine.post(late))).toBe('overloaded')
    expect(isDrained).toBe(false)
    await letGo()
    await drained
    expect(engine.waiting()).toBe(0)
    expect(await underWay).toMatchObject({ replayed: false })
    for (const answer of await waiting) expect(answer).toMatchObject({ replayed: false })
    expect(await granted(late)).toBe(0)
  })

  test('has nothing to wait for when it is idle', async () => {
    const engine = createEngine({ db: ground.db })
    await engine.drain()
    expect(await whyRejected(engine.postAll(some(1)))).toBe('overloaded')
  })
})

test('more commands than a batch takes are carried out in several, in their order', async () => {
  const engine = createEngine({ db: ground.db, batchMax: 7 })
  const commands = some(40)
  const answers = await Promise.all(commands.map((one) => engine.post(one)))
  const balances = answers.map(
    (answer) => 'wallet' in answer && 'rows' in answer && answer.rows?.wallet.available,
  )
  const [first] = balances
  expect(balances).toEqual(commands.map((_, n) => BigInt(first || 0n) + BigInt(n)))
})
