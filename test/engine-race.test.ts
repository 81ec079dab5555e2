import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { AccountId, ContractId, PersonId, WalletId } from '../src/domain/ids.ts'
import type { Recipient } from '../src/domain/recipient.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import { holdPerson } from '../src/posting/person-lock.ts'
import { newId } from '../src/schema/new-id.ts'
import type { EngineProcess } from './support/engine-process.ts'
import { type Ground, openGround } from './support/ground.ts'
import { chanceOf, printedSeed } from './support/random.ts'
import { accrual, newContract, operator } from './support/world.ts'

jest.setTimeout(600_000)

const rounds = process.env.LONG ? 500 : 30
const chance = chanceOf(printedSeed())

let ground: Ground
let contract: ContractId
let engines: readonly [EngineProcess, EngineProcess]
beforeAll(async () => {
  ground = await openGround()
  contract = await newContract(ground.db, { credit: 1_000_000_000n })
  engines = [ground.startEngine(), ground.startEngine()]
})
afterAll(() => ground.close())

/** An account of a person, as creating one makes it; the person is held from `heldAt` on. */
const addAccount = (identityHash: string, externalId: string, linger: number) =>
  ground.db.$transaction(async (tx) => {
    const createdAt = new Date()
    const personId = await holdPerson(tx, {
      id: newId<PersonId>(createdAt),
      identityHash,
      createdAt,
    })
    const [time] = await tx.$queryRaw<{ at: Date }[]>`select clock_timestamp() as at`
    const wallet = { create: { id: newId<WalletId>(createdAt) } }
    const id = newId<AccountId>(createdAt)
    await tx.account.create({ data: { id, externalId, personId, createdAt, wallet } })
    // The longer it takes to commit, the more would slip in between if something could.
    await sleep(linger)
    return { heldAt: time?.at.getTime() ?? 0 }
  })

interface Round {
  readonly heldAt: number
  readonly accruals: readonly {
    readonly sentAt: number
    readonly answeredAt: number
    /** When points were granted; undefined: refused, because there are two accounts. */
    readonly grantedAt: number | undefined
  }[]
  readonly begunAt: number
  readonly doneAt: number
}

/** A second account of a person is made while points are granted to the first by two processes. */
async function race(n: number): Promise<Round> {
  const hash = randomBytes(32).toString('hex')
  const first = `first-${n}`
  await addAccount(hash, first, 0)
  const accrue = async (recipient: Recipient, engine: EngineProcess) => {
    await sleep(chance.below(12))
    const sentAt = Date.now()
    const asked = accrual(contract, first, 1n, { recipient })
    const answer = await engine.post<'accruePoints'>(asked)
    const answeredAt = Date.now()
    if (isRefusal(answer)) expect(answer.code).toBe('RECIPIENT_HAS_MULTIPLE_ACCOUNTS')
    else expect(answer.replayed).toBe(false)
    const grantedAt = isRefusal(answer) ? undefined : answer.rows?.accrual.createdAt.getTime()
    return { sentAt, answeredAt, grantedAt }
  }
  const asked = Array.from({ length: 8 }, (_, each) =>
    accrue(each % 2 ? { account: first } : { personHash: hash }, engines[each < 4 ? 0 : 1]),
  )
  await sleep(chance.below(12))
  const begunAt = Date.now()
  const { heldAt } = await addAccount(hash, `second-${n}`, chance.below(8))
  return { heldAt, begunAt, doneAt: Date.now(), accruals: await Promise.all(asked) }
}

describe(`given a second account that is made while points are granted to the first, ${rounds} times (R9)`, () => {
  const all: Round[] = []
  beforeAll(async () => {
    for (let n = 0; n < rounds; n += 1) all.push(await race(n))
  })

  test('what is granted is granted before the second account is there', () => {
    for (const { heldAt, accruals } of all)
      for (const { grantedAt } of accruals)
        if (grantedAt !== undefined) expect(grantedAt).toBeLessThanOrEqual(heldAt)
  })

  test('what is asked for after the second account was made is refused, what was answered before it is granted', () => {
    for (const { begunAt, doneAt, accruals } of all)
      for (const { sentAt, answeredAt, grantedAt } of accruals) {
        if (sentAt > doneAt) expect(grantedAt).toBeUndefined()
        if (answeredAt < begunAt) expect(grantedAt).toBeDefined()
      }
  })

  test('both came first at times', () => {
    const outcomes = all.flatMap(({ accruals }) => accruals.map(({ grantedAt }) => grantedAt))
    expect(outcomes).toContain(undefined)
    expect(outcomes.filter((grantedAt) => grantedAt !== undefined).length).toBeGreaterThan(0)
  })

  test('no two transactions waited for each other, and the ledger is proven', async () => {
    expect(await ground.isProven()).toBe(true)
    await Promise.all(engines.map((engine) => engine.stop()))
    expect(
      await ground.sql(
        'select deadlocks::int from pg_stat_database where datname = current_database()',
      ),
    ).toEqual([{ deadlocks: 0 }])
  })
})

describe('given an account that closes while points are granted to its person and spent', () => {
  test('nothing is granted or spent after it, and nothing is left in it', async () => {
    const closers = [ground.startEngine(), ground.startEngine()] as const
    for (let n = 0; n < 10; n += 1) {
      const hash = randomBytes(32).toString('hex')
      const account = `closing-${n}`
      await addAccount(hash, account, 0)
      const answers = await Promise.all([
        ...Array.from({ length: 6 }, (_, each) =>
          closers[each % 2 ? 0 : 1].post(accrual(contract, account, 5n)),
        ),
        closers[n % 2 ? 0 : 1].post({ kind: 'closeAccount', caller: operator, account }),
        closers[n % 2 ? 1 : 0].post({ kind: 'closeAccount', caller: operator, account }),
      ])
      const codes = answers.flatMap((answer) => (isRefusal(answer) ? [answer.code] : []))
      expect(codes.filter((code) => code !== 'WALLET_NOT_ACTIVE')).toEqual([])
      const granted = BigInt(6 - codes.length) * 5n
      expect(await leftOf(account)).toEqual({ status: 'CLOSED', held: '0', forfeited: granted })
    }
    expect(await ground.isProven()).toBe(true)
  })

  async function leftOf(account: string) {
    const [row] = await ground.sql(
      `select wallet.status, available + held + pending as held,
              (select coalesce(-sum(amount), 0) from entry
               join journal on journal.owner_id = entry.owner_id and id = journal_id
               where journal.wallet_id = wallet.id and kind = 'FORFEIT' and lot_id is not null)
              as forfeited
       from wallet join account on account.id = account_id where external_id = $1`,
      [account],
    )
    return { ...row, forfeited: BigInt(String(row?.forfeited)) }
  }
})
