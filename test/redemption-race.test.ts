import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { ContractId, RedemptionId } from '../src/domain/ids.ts'
import { isRefusal, type Refusal } from '../src/domain/refusal.ts'
import type { Answer, Command, Kind } from '../src/posting/command.ts'
import type { EngineFault, EngineProcess } from './support/engine-process.ts'
import { type Ground, openGround } from './support/ground.ts'
import { authorizing, capturing, refunding, voiding } from './support/holding.ts'
import { chanceOf, printedSeed } from './support/random.ts'
import { accrual, newAccounts, newContract, newMerchant } from './support/world.ts'

jest.setTimeout(600_000)

const rounds = process.env.LONG ? 50 : 5
const kills = process.env.LONG ? 20 : 2
const atOnce = 20

let ground: Ground
let contract: ContractId
let engines: readonly EngineProcess[]
beforeAll(async () => {
  ground = await openGround()
  contract = await newContract(ground.db, { credit: 1_000_000_000n })
  await newMerchant(ground.db)
  engines = [ground.startEngine(), ground.startEngine(), ground.startEngine()]
})
afterAll(() => ground.close())

const engine = (n: number): EngineProcess => engines[n % engines.length] as EngineProcess

/** The answer, which must be no refusal. */
async function done<A extends object>(asked: Promise<A | Refusal>): Promise<A> {
  const answer = await asked
  if (isRefusal(answer)) throw new Error(`Refused: ${answer.code}`)
  return answer
}

let users = 0
/** Accounts with so many points each. */
async function newUsers(count: number, amount: bigint): Promise<readonly string[]> {
  const names = Array.from({ length: count }, () => {
    users += 1
    return `racer-${users}`
  })
  await newAccounts(ground.db, names)
  await Promise.all(names.map((name) => done(engine(0).post(accrual(contract, name, amount)))))
  return names
}

const newUser = async (amount: bigint): Promise<string> => (await newUsers(1, amount))[0] ?? ''

const hold = async (amount: bigint): Promise<RedemptionId> => {
  const asked = authorizing(await newUser(amount), amount)
  return (await done(engine(1).post<'authorizeRedemption'>(asked))).redemption
}

/** What many commands come to that are posted at once, by processes in turn. */
const codesOf = async (commands: readonly Command[]): Promise<string[]> => {
  const answers = await Promise.all(commands.map((command, n) => engine(n).post(command)))
  return answers.map((answer) => (isRefusal(answer) ? answer.code : 'done'))
}
const many = <T>(make: (n: number) => T): T[] => Array.from({ length: atOnce }, (_, n) => make(n))
const others = (count: number, code: string): string[] => Array.from({ length: count }, () => code)

/** How often each kind of journal was posted for a redemption. */
const kindsOf = async (id: RedemptionId): Promise<readonly unknown[]> => {
  const rows = await ground.sql('select kind from journal where redemption_id = $1 order by id', [
    id,
  ])
  return rows.map(({ kind }) => kind)
}

describe(`given three processes, and ${atOnce} who ask at once`, () => {
  test('to capture or to void one hold, one of them does, and the others are told why not', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const id = await hold(100n)
      const codes = await codesOf(many((n) => (n % 2 ? capturing(id) : voiding(id))))

      expect(codes.toSorted()).toEqual([...others(19, 'INVALID_STATE_CHANGE'), 'done'])
      expect(await kindsOf(id)).toHaveLength(2)
    }
  })

  test.each(['capture', 'void', 'refund'] as const)(
    'for the same %s with the same key, it is done once, and all get the same answer',
    async (verb) => {
      const id = await hold(100n)
      if (verb === 'refund') await done(engine(0).post(capturing(id)))
      const command = { capture: capturing, void: voiding, refund: () => refunding(id, 40n) }[verb](
        id,
      )
      const answers = await Promise.all(
        many((n) => done(engine(n).post<typeof command.kind>(command))),
      )

      expect(new Set(answers.map(({ redemption }) => redemption))).toEqual(new Set([id]))
      expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
      const kinds = { capture: ['CAPTURE'], void: ['VOID'], refund: ['CAPTURE', 'REFUND'] }
      expect(await kindsOf(id)).toEqual(['HOLD', ...kinds[verb]])
    },
  )

  test('to refund parts of one redemption, no more goes back than was captured', async () => {
    const id = await hold(300n)
    await done(engine(2).post(capturing(id)))
    const codes = await codesOf(many(() => refunding(id, 20n)))

    expect(codes.toSorted()).toEqual([
      ...others(5, 'REFUND_EXCEEDS_REDEMPTION'),
      ...others(15, 'done'),
    ])
    expect(
      await ground.sql('select status, refunded_points from redemption where id = $1', [id]),
    ).toEqual([{ status: 'REFUNDED', refunded_points: '300' }])
  })

  test('for the same order by other wallets, one of them holds it; also where a hold of it is over', async () => {
    for (const orderId of ['raced-new', 'raced-over']) {
      if (orderId === 'raced-over') {
        const held = authorizing(await newUser(10n), 10n, { orderId })
        const { redemption } = await done(engine(0).post<'authorizeRedemption'>(held))
        await ground.sql(
          `with over as (update redemption set hold_expires_at = created_at + interval '1 ms'
                         where id = $1 returning *)
           update wallet set next_due_at = hold_expires_at from over where wallet.id = wallet_id`,
          [redemption],
        )
      }
      const racers = await newUsers(atOnce, 10n)
      const codes = await codesOf(racers.map((account) => authorizing(account, 10n, { orderId })))

      expect(codes.toSorted()).toEqual([...others(19, 'ORDER_ALREADY_REDEEMED'), 'done'])
      const live = `select count(*)::int from redemption where order_id = $1 and status = 'AUTHORIZED'`
      expect(await ground.sql(live, [orderId])).toEqual([{ count: 1 }])
    }
  })

  test('for the points of one wallet, no more is held than there is', async () => {
    const account = await newUser(100n)
    const codes = await codesOf(many(() => authorizing(account, 30n)))

    expect(codes.toSorted()).toEqual([...others(17, 'INSUFFICIENT_POINTS'), ...others(3, 'done')])
  })
})

test(`given processes that are killed on the way, ${kills} times: a retry of each step has one effect`, async () => {
  const chance = chanceOf(printedSeed())
  for (let midway = 0; midway < kills; ) {
    const accounts = await newUsers(10, 100n)
    const steps = accounts.map((account) => ({ hold: authorizing(account, 50n), ...keys() }))
    let at = ground.startEngine()
    await done(at.post(accrual(contract, accounts[0] ?? '', 1n)))
    let answered = 0
    const ask = async <K extends Kind>(command: Command<K>) => {
      const answer = await insist(() => at, command)
      answered += 1
      return answer
    }
    const ids = Promise.all(
      steps.map(async (step) => {
        const { redemption } = await ask<'authorizeRedemption'>(step.hold)
        await ask<'captureRedemption'>({ ...capturing(redemption), ...step.capture })
        await ask<'refundRedemption'>({ ...refunding(redemption, 20n), ...step.refund })
        return redemption
      }),
    )
    const first = 1 + chance.below(20)
    while (answered < first) await sleep(1)
    await sleep(chance.below(10))
    const killed = at
    at = ground.startEngine()
    if (answered < steps.length * 3) midway += 1
    await killed.kill()

    for (const id of await ids) expect(await kindsOf(id)).toEqual(['HOLD', 'CAPTURE', 'REFUND'])
    await at.stop()
  }
})

const keys = () => ({
  capture: { idempotencyKey: randomUUID() },
  refund: { idempotencyKey: randomUUID() },
})

/** Asks again where the process ended without an answer, as its caller would. */
async function insist<K extends Kind>(
  process: () => EngineProcess,
  command: Command<K>,
): Promise<Answer<K>> {
  for (;;) {
    try {
      return await done(process().post<K>(command))
    } catch (fault) {
      if (!(fault as EngineFault).isGone) throw fault
    }
  }
}

test('after all this, no two waited for each other, and the ledger is proven', async () => {
  expect(await ground.isProven()).toBe(true)
  await Promise.all(engines.map((one) => one.stop()))
  expect(
    await ground.sql(
      'select deadlocks::int from pg_stat_database where datname = current_database()',
    ),
  ).toEqual([{ deadlocks: 0 }])
})
