import { randomUUID } from 'node:crypto'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { Command } from '../../src/posting/command.ts'
import { createEngine } from '../../src/posting/engine.ts'
import { connectDatabase, type Database } from '../../src/server/database.ts'
import { databaseUrl, freshDatabase, runSql, type TestDatabase } from './database.ts'
import {
  accrual,
  deposit,
  newAccounts,
  newContract,
  newMerchant,
  operator,
  redemption,
} from './world.ts'

/**
 * A database with some years of a platform in it, all of it posted by the engine: two contracts
 * of one partner, one of them on credit, and one in TESTING; points that were spent over two lots
 * and contracts, that wait, filled the room, expired, were forfeited.
 */
export async function livedInDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase()
  const db = connectDatabase(database.url, { max: 2 })
  await live(db)
  await db.$disconnect()
  return database
}

/** A database of its own with the same in it; nothing may be connected to the first. */
export async function copyOf({ url }: TestDatabase): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const server = databaseUrl('postgres')
  await runSql(server, `create database ${name} template ${new URL(url).pathname.slice(1)}`)
  const drop = async () => void (await runSql(server, `drop database ${name} with (force)`))
  return { url: databaseUrl(name), drop }
}

async function live(db: Database): Promise<void> {
  const prepaid = await newContract(db, { validityMonths: 24 })
  const postpaid = await newContract(db, { credit: 5_000_000n })
  const trial = await newContract(db, { status: 'TESTING' })
  await newMerchant(db)
  await newAccounts(db, ['an', 'bae', 'cha', 'dan'])
  await post(db, daysAgo(900), [deposit(prepaid, 9_000_000_000n), accrual(prepaid, 'an', 700n)])
  await post(db, daysAgo(365), [
    deposit(trial, 1_000n),
    accrual(trial, 'an', 400n),
    accrual(prepaid, 'an', 500n),
    accrual(postpaid, 'an', 2_000_000n),
    accrual(prepaid, 'bae', 300n),
    accrual(postpaid, 'bae', 200n),
    accrual(postpaid, 'cha', 60n),
    accrual(postpaid, 'dan', 2_000_000n),
    accrual(prepaid, 'dan', 70n),
  ])
  await post(db, 0, [
    redemption('an', 1_000_100n),
    redemption('bae', 350n),
    redemption('bae', 50n),
    { kind: 'closeAccount', caller: operator, account: 'cha' },
  ])
}

const daysAgo = (count: number) => -count * 24 * 60 * 60 * 1000

async function post(db: Database, offsetMs: number, commands: readonly Command[]): Promise<void> {
  const engine = createEngine({ db, offsetMs: () => offsetMs })
  const refusal = (await engine.postAll(commands)).find(isRefusal)
  if (refusal) throw new Error(`A command of the past was refused: ${refusal.code}`)
  await engine.drain()
}
