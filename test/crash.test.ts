import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, jest, test } from '@jest/globals'
import { createEngine } from '../src/posting/engine.ts'
import { checkLedger } from '../src/posting/ledger-check.ts'
import { readConfig } from '../src/server/config.ts'
import { connectDatabase } from '../src/server/database.ts'
import { migrate } from '../src/server/migrate.ts'
import { freePort } from '../src/server/port.ts'
import { type Postgres, startPostgres } from '../src/server/postgres.ts'
import { signToken } from '../src/server/signing-key.ts'
import { freshDatabase, runSql } from './support/database.ts'
import { type Sent, send, startLoad, type Target } from './support/http-load.ts'
import { runGateway, whenListening } from './support/program.ts'
import { type Chance, chanceOf, printedSeed } from './support/random.ts'
import {
  accrual,
  deposit,
  newAccounts,
  newContract,
  newMerchant,
  operator,
} from './support/world.ts'

jest.setTimeout(600_000)

const kills = process.env.LONG ? 10 : 2
const callers = 32

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const accounts = ['an', 'bae', 'cha', 'dan', 'eun']
const granted = 100_000n

/** A folder for a gateway's keys, and a world to load it with, all of it in that database. */
async function prepare(url: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'points-crash-'))
  undo.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const db = connectDatabase(url, { max: 2 })
  const contract = await newContract(db)
  await newAccounts(db, accounts)
  await newMerchant(db)
  const engine = createEngine({ db })
  await engine.post(deposit(contract, 100_000_000n))
  await engine.postAll(accounts.map((account) => accrual(contract, account, granted)))
  await engine.drain()
  await db.$disconnect()
  const env = { DATABASE_URL: url, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' }
  const token = await signToken(readConfig(env), operator)
  const start = async (): Promise<{ kill: () => Promise<unknown>; target: Target }> => {
    const program = runGateway(env)
    const kill = async () => {
      program.process.kill('SIGKILL')
      await program.ended
    }
    undo.push(kill)
    const global = Buffer.from(`Contract:${contract}`).toString('base64')
    const target = { token, contract: global, accounts, merchant: 'cafe' }
    return { kill, target: { ...target, url: await whenListening(program) } }
  }
  return { start }
}

/** A random instant under load, early or late in a batch. */
const randomInstant = (chance: Chance) => sleep(chance.below(700))

const isAnswered = ({ id }: Sent): boolean => id !== undefined

/** Retries what was not answered until it is, as its caller would. */
async function settle(target: Target, all: readonly Sent[]): Promise<void> {
  for (let open = all; open.length > 0; open = open.filter((sent) => !isAnswered(sent))) {
    await Promise.all(open.map((sent) => isAnswered(sent) || send(target, sent)))
    if (open.some((sent) => !isAnswered(sent))) await sleep(200)
  }
}

/** What was answered is there, and is answered again; each key has one effect, and there are no others. */
async function expectOneEffectEach(url: string, target: Target, all: readonly Sent[]) {
  const sample = all.filter((_, n) => n % 10 === 0)
  const again = sample.map((sent) => ({ ...sent }))
  await settle(
    target,
    again.map((sent) => Object.assign(sent, { id: undefined })),
  )
  expect(again.map(({ id, replayed }) => ({ id, replayed }))).toEqual(
    sample.map(({ id }) => ({ id, replayed: true })),
  )
  const { rows } = await runSql(
    url,
    `select accrual.idempotency_key as key, encode(('Accrual:' || accrual.id)::bytea, 'base64') as id
     from accrual
     join entry on lot_id = accrual.id
     join journal on journal.owner_id = entry.owner_id and journal.id = journal_id
     where kind = 'ACCRUAL' and idempotency_key like 'load-%'
     union all
     select order_id, encode(('Redemption:' || redemption.id)::bytea, 'base64')
     from redemption
     join journal on redemption_id = redemption.id`,
  )
  const name = (key: string, id: string) => `${key} ${Buffer.from(id, 'base64')}`
  expect(rows.map(({ key, id }) => name(key, id)).toSorted()).toEqual(
    all.map(({ input, id = '' }) => name(input.idempotencyKey, id)).toSorted(),
  )
}

async function expectProven(url: string): Promise<void> {
  const db = connectDatabase(url, { max: 1 })
  expect((await checkLedger(db)).ok).toBe(true)
  await db.$disconnect()
}

test(`a gateway that is killed under load, ${kills} times: what was answered is there, and a retry of the rest has one effect each`, async () => {
  const chance = chanceOf(printedSeed())
  const database = await freshDatabase()
  undo.push(database.drop)
  const { start } = await prepare(database.url)
  let gateway = await start()
  const all: Sent[] = []
  for (let n = 0; n < kills; n += 1) {
    const load = startLoad(chance, gateway.target, callers)
    await load.isFlowing()
    await randomInstant(chance)
    await gateway.kill()
    const sent = await load.stop()
    expect(sent.filter((one) => !isAnswered(one)).length).toBeGreaterThan(0)
    all.push(...sent)
    gateway = await start()
    await settle(gateway.target, sent)
    await expectOneEffectEach(database.url, gateway.target, all)
  }
  await expectProven(database.url)
})

test(`a PostgreSQL that is killed under load, ${kills} times: what was answered is there, and a retry of the rest has one effect each`, async () => {
  const chance = chanceOf(printedSeed())
  const folder = mkdtempSync(join(tmpdir(), 'points-crash-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const port = await freePort()
  const startOwn = async (): Promise<Postgres> => {
    const postgres = await startPostgres({ folder, port })
    undo.push(postgres.stop)
    return postgres
  }
  let postgres = await startOwn()
  const url = postgres.url('points')
  await migrate(url)
  const { start } = await prepare(url)
  const { target } = await start()
  const all: Sent[] = []
  for (let n = 0; n < kills; n += 1) {
    const load = startLoad(chance, target, callers)
    await load.isFlowing()
    await randomInstant(chance)
    process.kill(postgres.processId, 'SIGKILL')
    await sleep(chance.below(500))
    postgres = await startOwn()
    await randomInstant(chance)
    const sent = await load.stop()
    all.push(...sent)
    await settle(target, sent)
    await expectOneEffectEach(url, target, all)
  }
  await expectProven(url)
})
