import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ContractId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Command } from '../src/posting/command.ts'
import type { EngineFault, EngineProcess } from './support/engine-process.ts'
import { type Ground, openGround } from './support/ground.ts'
import {
  accrual,
  deposit,
  newAccounts,
  newContract,
  newMerchant,
  redemption,
} from './support/world.ts'

let ground: Ground
let live: ContractId
let trial: ContractId
let engines: readonly [EngineProcess, EngineProcess]

beforeAll(async () => {
  ground = await openGround()
  const { db, startEngine } = ground
  live = await newContract(db)
  trial = await newContract(db, { status: 'TESTING', credit: 1_000_000n })
  await newAccounts(db, ['an', 'bae', 'cha'])
  await newMerchant(db)
  engines = [startEngine(), startEngine()]
  await engines[0].postAll([deposit(live, 100_000_000n), accrual(live, 'an', 500_000n)])
})
afterAll(() => ground.close())

/** An answer without what differs between the first and a replay. */
const named = (answer: object) => {
  const { rows: _rows, replayed: _replayed, ...ids } = answer as Record<string, unknown>
  return ids
}
const isReplay = (answer: object) => 'replayed' in answer && answer.replayed === true

describe('the same key, sent 50 times at once to two processes', () => {
  const cases: [string, () => Command, string, number][] = [
    ['an accrual', () => accrual(live, 'bae', 700n), 'ACCRUAL', 700],
    ['a redemption', () => redemption('an', 400n), 'REDEMPTION', -400],
    ['a deposit', () => deposit(live, 300n), 'DEPOSIT', 300],
  ]
  test.each(cases)('has one effect and 49 replays of it: %s', async (_, make, kind, amount) => {
    const command = make()
    const before = await movedBy(kind)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_each, n) => engines[n % 2 ? 1 : 0].post(command)),
    )
    expect(answers.filter(isRefusal)).toEqual([])
    expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1)
    for (const answer of answers) expect(named(answer)).toEqual(named(answers[0] ?? {}))
    const after = await movedBy(kind)
    expect([after.journals - before.journals, after.amount - before.amount]).toEqual([1, amount])
  })

  test('as bulk items and single accruals, is one grant all the same', async () => {
    const command = accrual(live, 'bae', 900n)
    const others = () => Array.from({ length: 4 }, () => accrual(live, 'cha', 1n))
    const before = await movedBy('ACCRUAL')
    const bulks = Array.from({ length: 10 }, async (_, n) => {
      const answers = await engines[n % 2 ? 1 : 0].postAll([...others(), command])
      return answers[4] ?? {}
    })
    const singles = Array.from({ length: 10 }, (_, n) => engines[n % 2 ? 1 : 0].post(command))
    const answers = await Promise.all([...bulks, ...singles])
    expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1)
    for (const answer of answers) expect(named(answer)).toEqual(named(answers[0] ?? {}))
    const after = await movedBy('ACCRUAL')
    expect(after.journals - before.journals).toBe(1 + 10 * 4)
  })

  test('with two inputs, has one effect, and refuses the other input', async () => {
    const one = accrual(live, 'bae', 11n)
    const other = { ...one, amount: accrual(live, 'bae', 12n).amount }
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const isOther = n % 3 === 0
        return { isOther, answer: await engines[n % 2 ? 1 : 0].post(isOther ? other : one) }
      }),
    )
    const accepted = answers.filter(({ answer }) => !isRefusal(answer))
    expect(new Set(accepted.map(({ isOther }) => isOther)).size).toBe(1)
    expect(accepted.filter(({ answer }) => !isReplay(answer))).toHaveLength(1)
    const codes = answers.flatMap(({ answer }) => (isRefusal(answer) ? [answer.code] : []))
    expect(codes).toHaveLength(50 - accepted.length)
    expect(new Set(codes)).toEqual(new Set(['IDEMPOTENCY_KEY_REUSED']))
  })
})

/** Two commands at once, one to each process, that share nothing which a row's lock could hold. */
const raceOf = async (pair: readonly [Command, Command]) => {
  const answers = await Promise.all([engines[0].post(pair[0]), engines[1].post(pair[1])])
  return answers.map((answer) => (isRefusal(answer) ? answer.code : 'accepted')).toSorted()
}
const races = Array.from({ length: 40 }, (_, n) => n)

describe('given commands that touch no row in common, in two processes at once', () => {
  test('the same key has one effect', async () => {
    const elsewhere = await newContract(ground.db, { partner: 'baker', credit: 1_000_000n })
    const outcomes: string[][] = []
    for (const _ of races) {
      const one = accrual(live, 'bae', 1n)
      const other = { ...accrual(elsewhere, 'cha', 1n), idempotencyKey: one.idempotencyKey }
      outcomes.push(await raceOf([one, other]))
    }
    expect(outcomes).toEqual(races.map(() => ['IDEMPOTENCY_KEY_REUSED', 'accepted']))
  })

  test('one order of a merchant is redeemed once (R21)', async () => {
    await engines[0].postAll([accrual(live, 'bae', 100n), accrual(live, 'cha', 100n)])
    const outcomes: string[][] = []
    for (const n of races) {
      const told = { orderId: `contested-${n}` }
      outcomes.push(await raceOf([redemption('bae', 1n, told), redemption('cha', 1n, told)]))
    }
    expect(outcomes).toEqual(races.map(() => ['ORDER_ALREADY_REDEEMED', 'accepted']))
  })
})

test('a key of another caller, or of another verb, is another key or another input (R35)', async () => {
  const command = accrual(live, 'cha', 5n)
  const partner = { kind: 'PARTNER', code: 'bakery' } as const
  const [first, ofPartner, ofDeposit] = await engines[0].postAll<'accruePoints' | 'depositBudget'>([
    command,
    { ...command, caller: partner },
    deposit(live, 5n, { idempotencyKey: command.idempotencyKey }),
  ])
  expect(ofPartner).toMatchObject({ replayed: false })
  expect(named(ofPartner ?? {})).not.toEqual(named(first ?? {}))
  expect(ofDeposit).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
})

test('keys used in TESTING don’t clash with live ones, and move nothing (R13, R35)', async () => {
  const tried = accrual(trial, 'cha', 5n)
  const before = await movedBy('ACCRUAL')
  const [first, second] = await Promise.all(engines.map((engine) => engine.post(tried)))
  expect([first, second].filter((answer) => answer && isReplay(answer))).toHaveLength(1)
  expect(await movedBy('ACCRUAL')).toEqual(before)

  const real = await engines[0].post({ ...tried, contract: live })
  expect(real).toMatchObject({ replayed: false })
  expect((await movedBy('ACCRUAL')).journals).toBe(before.journals + 1)
})

test('a refusal is not kept: the same key may be tried again (R35)', async () => {
  await newAccounts(ground.db, ['poor'])
  const spending = redemption('poor', 100n)
  expect(await engines[0].post(spending)).toMatchObject({ code: 'INSUFFICIENT_POINTS' })
  await engines[1].post(accrual(live, 'poor', 100n))
  expect(await engines[0].post(spending)).toMatchObject({ replayed: false })
  expect(await engines[1].post(spending)).toMatchObject({ replayed: true })
})

test('one poisonous command among 200 fails alone', async () => {
  await ground.sql(`
    create function refuse_poison() returns trigger language plpgsql as $$
    begin
      if new.event_title = 'poison' then raise exception 'poisoned'; end if;
      return new;
    end $$;
    create trigger refuse_poison before insert on accrual
      for each row execute function refuse_poison()`)
  const commands = Array.from({ length: 200 }, (_, n) =>
    accrual(live, n % 2 ? 'bae' : 'cha', 1n, n === 137 ? { eventTitle: 'poison' } : {}),
  )
  const before = await movedBy('ACCRUAL')
  const outcomes = await Promise.allSettled(commands.map((one) => engines[0].post(one)))
  const failed = outcomes.flatMap((outcome, n) =>
    outcome.status === 'rejected' ? [[n, (outcome.reason as EngineFault).message]] : [],
  )
  expect(failed).toEqual([[137, expect.stringContaining('poisoned')]])
  for (const outcome of outcomes)
    if (outcome.status === 'fulfilled') expect(outcome.value).toMatchObject({ replayed: false })
  const after = await movedBy('ACCRUAL')
  expect([after.journals - before.journals, after.amount - before.amount]).toEqual([199, 199])
  await ground.sql('drop function refuse_poison cascade')
})

test('after all this, the ledger is proven', async () => {
  expect(await ground.isProven()).toBe(true)
})

/** How many journals of a kind there are, and by how much they moved wallets and budgets up. */
async function movedBy(kind: string): Promise<{ journals: number; amount: number }> {
  const [row] = await ground.sql(
    `select count(distinct journal_id)::int as journals, coalesce(sum(amount), 0)::int as amount
     from journal join entry on entry.owner_id = journal.owner_id and journal_id = id
     where kind = $1
       and account = any(case kind when 'DEPOSIT' then array['CONTRACT_BUDGET']
                                   else array['WALLET_AVAILABLE', 'WALLET_PENDING'] end
                         ::ledger_account[])`,
    [kind],
  )
  return row as { journals: number; amount: number }
}
