import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '../../src/domain/caller.ts'
import type { ContractId } from '../../src/domain/ids.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { createEngine, type Engine } from '../../src/posting/engine.ts'
import { connectDatabase, type Database } from '../../src/server/database.ts'
import { migrate } from '../../src/server/migrate.ts'
import { startPostgres } from '../../src/server/postgres.ts'
import { deposit, newContract } from '../support/world.ts'

/** A contract that pays, and the partner who may grant from it. */
export interface Payer {
  readonly contract: ContractId
  readonly caller: Caller
}

/** What the benchmarks run on: a PostgreSQL of their own, durable as the gateway's own is. */
export interface Ground {
  /** As the database's owner. */
  readonly url: string
  readonly folder: string
  readonly db: Database
  readonly engine: Engine
  readonly payers: readonly Payer[]
  /** Wallets belong to the accounts `user-1` to `user-<this>`. */
  readonly wallets: number
  readonly clear: () => Promise<void>
}

const payerCount = 10
/** What one accrual grants: small enough that no wallet is full before the end. */
export const amountGranted = 1n

/** Starts PostgreSQL in a temporary folder, with paid contracts and empty wallets. */
export async function layGround(wallets: number): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'points-bench-'))
  const postgres = await startPostgres({ folder: join(folder, 'postgres') })
  const data = realpathSync(join(folder, 'postgres'))
  const remove = async () => {
    await postgres.stop()
    for (const path of [data, folder]) rmSync(path, { recursive: true, force: true })
  }
  try {
    const url = postgres.url('points')
    await migrate(url)
    const db = connectDatabase(url, { max: 16 })
    const engine = createEngine({ db })
    const payers = await payContracts(db, engine)
    await openWallets(db, wallets)
    const clear = async () => {
      await engine.drain()
      await db.$disconnect()
      await remove()
    }
    return { url, folder, db, engine, payers, wallets, clear }
  } catch (error) {
    await remove()
    throw error
  }
}

async function payContracts(db: Database, engine: Engine): Promise<Payer[]> {
  const payers: Payer[] = []
  for (let number = 1; number <= payerCount; number += 1) {
    const code = `bench-${number}`
    const contract = await newContract(db, { partner: code })
    const paid = await engine.post(deposit(contract, 1_000_000_000_000n))
    if (isRefusal(paid)) throw new Error(`The deposit was refused: ${paid.code}`)
    payers.push({ contract, caller: { kind: 'PARTNER', code } })
  }
  return payers
}

/** Ids that end in the wallet's number, so that plain SQL finds the wallet too. */
const openWallets = async (db: Database, count: number): Promise<void> => {
  await db.$executeRaw`
    with made as (
      select number, ('01900000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid as id
      from generate_series(1, ${count}::int) as number
    ), person as (
      insert into person (id, identity_hash, created_at)
      select id, sha256(uuid_send(id)), '2023-01-01' from made
    ), account as (
      insert into account (id, external_id, person_id, created_at)
      select id, 'user-' || number, id, '2023-01-01' from made
    )
    insert into wallet (id, account_id)
    select id, id from made`
}
