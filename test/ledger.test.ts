import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Command } from '../src/posting/command.ts'
import type { EngineProcess } from './support/engine-process.ts'
import { acceptedTooLate, accountOf, type BudgetStep, unexplained } from './support/explain.ts'
import { type Ground, openGround } from './support/ground.ts'
import { availableOf, pendingOf } from './support/model.ts'
import { type Chance, chanceOf, printedSeed } from './support/random.ts'
import {
  credit,
  type Outcome,
  openStage,
  randomCommand,
  type Stage,
  sendAll,
  termsOf,
  validityMonths,
} from './support/random-commands.ts'
import { type Accepted, type PostedJournal, type Replayed, replay } from './support/replay.ts'
import { accrual, operator } from './support/world.ts'

jest.setTimeout(600_000)

/** How many spells there are, of so many commands each, and how many of them wait at once. */
const [spells, spell, callers] = process.env.LONG ? [15, 2_000, 400] : [2, 1_500, 120]
/** From one spell to the next: over a month's end, so that points expire. */
const leapMs = 70 * 24 * 3_600_000

let ground: Ground
let stage: Stage
let outcomes: readonly Outcome[]
let replayed: Replayed
let accepted: ReadonlyMap<string, Accepted>
let budgets: ReadonlyMap<string, readonly BudgetStep[]>

beforeAll(async () => {
  const chance = chanceOf(printedSeed())
  ground = await openGround()
  stage = await openStage(ground)
  const engines = [ground.startEngine(), ground.startEngine()]
  outcomes = await play(engines, chance)
  await Promise.all(engines.map((engine) => engine.stop()))
  accepted = acceptedOf(outcomes)
  replayed = replay(await journalsOfWallets(), accepted)
  budgets = await budgetsFound()
})
afterAll(() => ground.close())

/** Spells of random commands; one in twenty repeats an earlier one under its key. */
async function play(engines: readonly EngineProcess[], chance: Chance): Promise<Outcome[]> {
  // Later the twin may be gone.
  const commands: Command[] = [accrual(stage.contracts.prepaid, 'twin-1', 1n)]
  const found: Outcome[] = []
  for (let n = 0; n < spells; n += 1) {
    const first = commands.length - 1
    for (let m = 0; m < spell; m += 1)
      commands.push(chance.percent(5) ? chance.oneOf(commands) : randomCommand(chance, stage))
    const offsetMs = n * leapMs
    await Promise.all(engines.map((engine) => engine.setClock(offsetMs)))
    found.push(...(await sendAll(commands.slice(first), engines, { callers, offsetMs })))
  }
  return [...found, ...(await farewell(engines, (spells - 1) * leapMs))]
}

/** What chance may have left out: an account closes with points in it, and is then asked for in vain. */
async function farewell(engines: readonly EngineProcess[], offsetMs: number): Promise<Outcome[]> {
  const personHash = stage.personHashes.get('doomed-1') ?? ''
  const grant = accrual(stage.contracts.prepaid, 'doomed-1', 1n, { recipient: { personHash } })
  const close = { kind: 'closeAccount', caller: operator, account: 'doomed-1' } as const
  const outcomes: Outcome[] = []
  for (const command of [grant, close, { ...grant, idempotencyKey: 'late' }])
    outcomes.push(...(await sendAll([command], engines, { callers: 2, offsetMs })))
  return outcomes
}

function acceptedOf(all: readonly Outcome[]): Map<string, Accepted> {
  const walletOf = new Map(stage.accounts.map(({ externalId, wallet }) => [externalId, wallet]))
  const found = new Map<string, Accepted>()
  for (const outcome of all) {
    const { command, answer } = outcome
    if (isRefusal(answer)) continue
    const wallet = walletOf.get(accountOf(outcome, stage)) ?? ''
    if (command.kind === 'accruePoints' && 'accrual' in answer) {
      const months = validityMonths[termsOf(stage, command.contract)]
      found.set(answer.accrual, { wallet, amount: command.amount, validityMonths: months })
    }
    if (command.kind === 'redeemPoints' && 'redemption' in answer)
      found.set(answer.redemption, { wallet, amount: command.points, validityMonths: 0 })
  }
  return found
}

const journalsOfWallets = async () =>
  (await ground.db.journal.findMany({
    where: { walletId: { not: null } },
    orderBy: [{ ownerId: 'asc' }, { id: 'asc' }],
    include: { entries: true },
  })) as PostedJournal[]

/** Journals of all wallets draw on a contract one after the other, in the order of their ids. */
async function budgetsFound(): Promise<Map<string, BudgetStep[]>> {
  const steps = new Map<string, BudgetStep[]>()
  const rows = await ground.sql(`
    select contract_id, posted_at, amount
    from entry join journal on journal.owner_id = entry.owner_id and id = journal_id
    where account = 'CONTRACT_BUDGET' order by id`)
  for (const { contract_id: contract, posted_at: from, amount } of rows) {
    const own = steps.get(String(contract)) ?? [{ from: new Date(0), budget: 0n }]
    const budget = (own.at(-1)?.budget ?? 0n) + BigInt(String(amount))
    steps.set(String(contract), [...own, { from: from as Date, budget }])
  }
  return steps
}

describe('given thousands of random commands, sent at once to two processes', () => {
  test('a sequential model of the rules, told the same in the order of the journals, expects each journal as it is', () => {
    expect(replayed.surprises).toEqual([])
  })

  test('the model’s wallets and lots are those of the database', async () => {
    const wallets = await ground.db.wallet.findMany({ include: { lots: true } })
    for (const { id, available, held, pending, lots } of wallets) {
      const model = replayed.standings.get(id)?.at(-1)?.wallet ?? { lots: [] }
      expect([available, held, pending]).toEqual([availableOf(model), 0n, pendingOf(model)])
      const live = lots.filter((lot) => lot.remaining + lot.pending > 0n)
      const told = live.map((lot) => `${lot.id} ${lot.remaining} ${lot.pending}`)
      const expected = model.lots.map((lot) => `${lot.id} ${lot.available} ${lot.pending}`)
      expect(told.toSorted()).toEqual(expected.toSorted())
    }
  })

  test('no contract ever went below its limit, and each has what was paid in less what was granted', async () => {
    for (const [id, limit] of [
      [stage.contracts.prepaid, 0n],
      [stage.contracts.postpaid, credit],
      [stage.contracts.short, 0n],
    ] as const) {
      const steps = budgets.get(id) ?? []
      expect(steps.filter(({ budget }) => budget < -limit)).toEqual([])
      const contract = await ground.db.contract.findUniqueOrThrow({ where: { id } })
      expect(contract.budget).toBe(movedByCommands(id))
      expect(steps.at(-1)?.budget).toBe(contract.budget)
    }
  })

  test('no wallet ever held more than it may, and nothing waited while there was room', () => {
    for (const standings of replayed.standings.values())
      for (const { wallet } of standings)
        expect(availableOf(wallet)).toBeLessThanOrEqual(2_000_000n)
  })

  test('every refusal had its reason at some time between question and answer', () => {
    const course = { stage, outcomes, standings: replayed.standings, budgets }
    expect(unexplained(course)).toEqual([])
    expect(acceptedTooLate(course)).toEqual([])
  })

  test('a key has one effect, and every other answer to it is a replay', () => {
    const firsts = new Map<string, number>()
    const ids = new Map<string, Set<string>>()
    for (const { command, answer } of outcomes) {
      if (isRefusal(answer) || !('idempotencyKey' in command) || !('replayed' in answer)) continue
      const key = command.idempotencyKey
      if (!answer.replayed) firsts.set(key, (firsts.get(key) ?? 0) + 1)
      const { rows: _rows, replayed: _replayed, ...id } = { rows: null, ...answer }
      ids.set(key, (ids.get(key) ?? new Set()).add(JSON.stringify(id)))
    }
    expect([...firsts.values()].filter((count) => count !== 1)).toEqual([])
    expect([...ids.values()].filter(({ size }) => size !== 1)).toEqual([])
    expect(ids.size).toBe(firsts.size)
  })

  test('no two of them ever waited for each other', async () => {
    expect(
      await ground.sql(
        'select deadlocks::int from pg_stat_database where datname = current_database()',
      ),
    ).toEqual([{ deadlocks: 0 }])
  })

  test('the ledger is proven', async () => {
    expect(await ground.isProven()).toBe(true)
  })

  test('all that can happen has happened', async () => {
    const kinds = await ground.sql('select distinct kind from journal order by kind')
    expect(kinds.map(({ kind }) => kind)).toEqual([
      'DEPOSIT',
      'ACCRUAL',
      'PENDING_FILL',
      'REDEMPTION',
      'EXPIRY',
      'FORFEIT',
    ])
    const codes = new Set(outcomes.map(({ answer }) => (isRefusal(answer) ? answer.code : '')))
    expect([...codes].toSorted()).toEqual([
      '',
      'CONTRACT_BUDGET_EXCEEDED',
      'INSUFFICIENT_POINTS',
      'ORDER_ALREADY_REDEEMED',
      'RECIPIENT_HAS_MULTIPLE_ACCOUNTS',
      'RECIPIENT_NOT_FOUND',
      'WALLET_NOT_ACTIVE',
    ])
  })
})

/** By what commands moved a contract's budget, each key once. */
function movedByCommands(contract: string): bigint {
  const moved = new Map<string, bigint>()
  for (const { command, answer } of outcomes) {
    if (isRefusal(answer) || !('contract' in command) || command.contract !== contract) continue
    if (command.kind === 'depositBudget') moved.set(command.idempotencyKey, command.points)
    if (command.kind === 'accruePoints') moved.set(command.idempotencyKey, -command.amount)
  }
  return [...moved.values()].reduce((all, one) => all + one, 0n)
}
