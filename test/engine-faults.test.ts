import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Command } from '../src/posting/command.ts'
import { type Fate, type Fates, openCuttingProxy } from './support/cutting-proxy.ts'
import {
  type EngineFault,
  type EngineProcess,
  startEngineProcess,
} from './support/engine-process.ts'
import { type Ground, openGround } from './support/ground.ts'
import { type Chance, chanceOf, printedSeed } from './support/random.ts'
import {
  accrual,
  deposit,
  newAccounts,
  newContract,
  newMerchant,
  operator,
  redemption,
} from './support/world.ts'

jest.setTimeout(600_000)

const [commandsCount, spellMs] = process.env.LONG ? [3_000, 20_000] : [180, 1_500]

let ground: Ground
let contract: ContractId
let chance: Chance
beforeAll(async () => {
  chance = chanceOf(printedSeed())
  ground = await openGround()
  contract = await newContract(ground.db)
  await newMerchant(ground.db)
  const accounts = await newAccounts(ground.db, ['an', 'bae', 'cha'])
  const engine = ground.startEngine()
  await engine.post(deposit(contract, 1_000_000_000n))
  await engine.postAll(accounts.map(({ externalId }) => accrual(contract, externalId, 1_000_000n)))
  await engine.stop()
})
afterAll(() => ground.close())

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** An engine whose connections are cut as fate decides. */
async function startCutEngine(fates: Fates, batchMax = 1_000): Promise<EngineProcess> {
  const url = new URL(ground.url)
  const proxy = await openCuttingProxy(Number(url.port), fates)
  undo.push(proxy.close)
  url.port = String(proxy.port)
  const engine = startEngineProcess({ url: url.href, batchMax })
  undo.push(engine.kill)
  return engine
}

function someCommand(): Command {
  const account = chance.oneOf(['an', 'bae', 'cha'])
  const kind = chance.below(10)
  if (kind < 5) return accrual(contract, account, 1n)
  return kind < 9 ? redemption(account, 1n) : deposit(contract, 1n)
}

/** Asks with each command, so many at a time. */
async function askEach(
  commands: Iterable<Command>,
  to: readonly EngineProcess[],
  callers: number,
  ask: (engine: EngineProcess, command: Command) => Promise<void>,
): Promise<void> {
  const left = commands[Symbol.iterator]()
  const call = async (engine: EngineProcess) => {
    for (let next = left.next(); !next.done; next = left.next()) await ask(engine, next.value)
  }
  await Promise.all(
    to.flatMap((engine) => Array.from({ length: callers / to.length }, () => call(engine))),
  )
}

const firstAnswer = async (engine: EngineProcess, command: Command): Promise<void> =>
  expect(await engine.post(command)).toMatchObject({ replayed: false })

/** Where the engine gives up, the caller asks again under the same key. */
async function anyAnswer(engine: EngineProcess, command: Command): Promise<void> {
  try {
    expect(isRefusal(await engine.post(command))).toBe(false)
  } catch (fault) {
    if ((fault as EngineFault).isGone !== false) throw fault
    await anyAnswer(engine, command)
  }
}

const journals = async (): Promise<Readonly<Record<string, number>>> => {
  const rows = await ground.sql('select kind, count(*)::int as count from journal group by kind')
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))
}
const kindOf = { accruePoints: 'ACCRUAL', redeemPoints: 'REDEMPTION', depositBudget: 'DEPOSIT' }

/** Each command has its one effect, and there are no others. */
async function expectOneEffectEach(
  commands: readonly Command[],
  before: Readonly<Record<string, number>>,
): Promise<void> {
  const after = await journals()
  for (const [kind, journal] of Object.entries(kindOf)) {
    const own = commands.filter((command) => command.kind === kind)
    expect([kind, (after[journal] ?? 0) - (before[journal] ?? 0)]).toEqual([kind, own.length])
  }
  const keys = commands.flatMap((one) => ('idempotencyKey' in one ? [one.idempotencyKey] : []))
  const [found] = await ground.sql(
    `select
       (select count(*)::int from idempotency where key = any($1)) as keys,
       (select count(distinct idempotency_key)::int from accrual where idempotency_key = any($1)) +
       (select count(distinct order_id)::int from redemption
         where order_id = any(select 'order-' || key from unnest($1::text[]) key)) +
       (select count(*)::int from audit_event
         where action = 'depositBudget' and target_id is not null) - $2::int as effects`,
    [keys, before.DEPOSIT ?? 0],
  )
  expect(found).toEqual({ keys: keys.length, effects: keys.length })
  expect(await ground.isProven()).toBe(true)
}

describe('given a connection that is cut at its commit', () => {
  test.each<[string, readonly Fate[]]>([
    ['before the server hears of it', ['unheard']],
    ['once the server has committed, unanswered', ['unanswered']],
    ['in either way', ['unheard', 'unanswered']],
  ])('%s, each command has one effect, and its first answer', async (_, fates) => {
    const before = await journals()
    let cuts = 0
    let commits = 0
    const atCommit = () => {
      commits += 1
      if (commits % 3 > 0 && !chance.percent(20)) return 'spared'
      cuts += 1
      return chance.oneOf(fates)
    }
    const engine = await startCutEngine({ atCommit }, 5)
    const commands = Array.from({ length: commandsCount / 3 }, someCommand)
    await askEach(commands, [engine], 10, firstAnswer)
    expect(cuts).toBeGreaterThan(2)
    await expectOneEffectEach(commands, before)
  })
})

describe('given a commit that failed, and another process that carries out the key meanwhile', () => {
  let whole: EngineProcess
  beforeAll(() => {
    whole = ground.startEngine()
  })

  test.each<[string, () => Command]>([
    ['an accrual', () => accrual(contract, 'an', 1n)],
    ['a redemption', () => redemption('an', 1n)],
    ['a deposit', () => deposit(contract, 1n)],
  ])('the next try answers its replay: %s', async (_, make) => {
    const before = await journals()
    const command = make()
    let cuts = 0
    let isOver = false
    const atCommit = () => {
      cuts += 1
      return isOver ? 'spared' : 'unheard'
    }
    const late = (await startCutEngine({ atCommit })).post(command)
    while (cuts === 0) await sleep(1)
    expect(await whole.post(command)).toMatchObject({ replayed: false })
    isOver = true
    expect(await late).toMatchObject({ replayed: true })
    await expectOneEffectEach([command], before)
  })
})

describe('given connections that the server ends as soon as they are open', () => {
  test('the process lives on, and answers over the next', async () => {
    let left = 5
    const isDismissed = () => {
      left -= 1
      return left >= 0
    }
    const engine = await startCutEngine({ isDismissed })
    expect(await engine.post(accrual(contract, 'an', 1n))).toMatchObject({ replayed: false })
    expect(left).toBeLessThan(0)
  })
})

describe('given connections that are terminated at random instants, under load', () => {
  test('each command of two processes has one effect', async () => {
    const before = await journals()
    const engines = [ground.startEngine(), ground.startEngine()]
    const commands: Command[] = []
    const end = Date.now() + spellMs
    const endless = (function* () {
      while (Date.now() < end || commands.length < commandsCount) {
        const command = someCommand()
        commands.push(command)
        yield command
      }
    })()
    let isOver = false
    let terminated = 0
    const terminate = async () => {
      while (!isOver) {
        await sleep(50 + chance.below(300))
        const ended = await ground.sql(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'point-gateway'`,
        )
        terminated += ended.length
      }
    }
    const terminating = terminate()
    await askEach(endless, engines, 40, anyAnswer).finally(() => {
      isOver = true
    })
    await terminating
    expect(terminated).toBeGreaterThan(2)
    await expectOneEffectEach(commands, before)
  })
})

describe('given a database that can’t be had', () => {
  test('an engine that drains gives up what waits, and leaves nothing of it', async () => {
    const before = await journals()
    const engine = await startCutEngine({ atCommit: () => 'unheard' })
    const posted = Promise.allSettled(
      Array.from({ length: 5 }, () => engine.post(accrual(contract, 'an', 1n))),
    )
    await sleep(200)
    await engine.drain()
    const outcomes = await posted
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'))
    expect(await journals()).toEqual(before)
  })

  test('closing an account whose commit was not answered is answered all the same', async () => {
    const fates: Fate[] = ['unanswered', 'unheard']
    const engine = await startCutEngine({ atCommit: () => fates.pop() ?? 'spared' })
    const closing = { kind: 'closeAccount', caller: operator, account: 'cha' } as const
    expect(isRefusal(await engine.post(closing))).toBe(false)
    expect(fates).toEqual([])
    const deeds = await ground.sql(`select from audit_event where action = 'closeAccount'`)
    expect(deeds).toHaveLength(1)
    expect(await ground.isProven()).toBe(true)
  })
})
