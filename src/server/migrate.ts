import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { withConnection } from './connection.ts'
import { codeOf, messageOf } from './errors.ts'
import { type Migration, migrationsFolder, readMigrations } from './migration-files.ts'
import { startRefused } from './start-refused.ts'

// The number that Prisma locks with, so that `prisma migrate deploy` and this program take turns.
const lockNumber = 72707369
const lockWaitMs = 120_000
const oldestServer = 150_000

/**
 * Brings a database to the newest migration, after making it where it is missing,
 * and answers the names of those applied now. Each is one transaction.
 *
 * Rejects with a sentence where the server can't be used or is too old, and where
 * the database was migrated by other files or by a newer program.
 */
export async function migrate(
  databaseUrl: string,
  folder: string = migrationsFolder,
): Promise<readonly string[]> {
  const migrations = readMigrations(folder)
  const work = (client: pg.Client) => underLock(client, () => applyMissing(client, migrations))
  try {
    return await withConnection(databaseUrl, work)
  } catch (error) {
    if (codeOf(error) !== '3D000') throw error
  }
  await createDatabase(databaseUrl)
  return withConnection(databaseUrl, work)
}

/** The migrations that this program has and the database lacks. Rejects as `migrate` does. */
export const pendingMigrations = (
  databaseUrl: string,
  folder: string = migrationsFolder,
): Promise<readonly string[]> =>
  withConnection(databaseUrl, async (client) => {
    const missing = missingFrom(await readRecords(client), readMigrations(folder))
    return missing.map(({ name }) => name)
  })

async function createDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl)
  const name = decodeURIComponent(url.pathname.slice(1))
  url.pathname = '/postgres'
  await withConnection(url.href, async (client) => {
    try {
      await client.query(`create database ${client.escapeIdentifier(name)}`)
    } catch (error) {
      // Another process may have made it since.
      if (['42P04', '23505'].includes(codeOf(error) ?? '')) return
      throw startRefused(
        `DATABASE_URL wants a database that exists: there is no ${name}, and it can't be made.`,
        error,
      )
    }
  })
}

/** Asks again and again: a waiter that blocks would deadlock with an index built concurrently. */
async function underLock<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + lockWaitMs; ; await sleep(100)) {
    const { rows } = await client.query(`select pg_try_advisory_lock(${lockNumber}) as taken`)
    if (rows[0].taken) break
    if (Date.now() > end)
      throw startRefused('Another process has been migrating the database for two minutes.')
  }
  try {
    return await work()
  } finally {
    await client.query(`select pg_advisory_unlock(${lockNumber})`).catch(() => undefined)
  }
}

async function applyMissing(
  client: pg.Client,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  await refuseOldServer(client)
  // Functions keep the path of their making: public alone, so that no other schema comes first.
  await client.query('set search_path = public')
  const missing = missingFrom(await readRecords(client), migrations)
  if (missing.length > 0) await client.query(recordsTable)
  for (const migration of missing) await apply(client, migration)
  return missing.map(({ name }) => name)
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as number,
            current_setting('server_version') as version`,
  )
  if (rows[0].number >= oldestServer) return
  throw startRefused(`DATABASE_URL wants a PostgreSQL 15 or newer: this one is ${rows[0].version}.`)
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at)
       values ($1, $2, $3, clock_timestamp())`,
      [randomUUID(), checksum, name],
    )
    await client.query(sql)
    await client.query(
      `update _prisma_migrations
       set finished_at = clock_timestamp(), applied_steps_count = 1
       where migration_name = $1 and rolled_back_at is null`,
      [name],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw startRefused(
      `The migration ${name} failed, and nothing of it was kept: ${messageOf(error)}.`,
      error,
    )
  }
}

interface MigrationRecord {
  readonly migration_name: string
  readonly checksum: string
  readonly finished: boolean
}

async function readRecords(client: pg.Client): Promise<readonly MigrationRecord[]> {
  const table = await client.query(`select to_regclass('public._prisma_migrations') as name`)
  if (table.rows[0].name === null) return []
  const { rows } = await client.query<MigrationRecord>(
    `select migration_name, checksum, finished_at is not null as finished
     from public._prisma_migrations
     where rolled_back_at is null
     order by migration_name`,
  )
  return rows
}

function missingFrom(
  records: readonly MigrationRecord[],
  migrations: readonly Migration[],
): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { migration_name: name, checksum, finished } of records) {
    const migration = known.get(name)
    if (!migration)
      throw startRefused(
        `The database is newer than this program: it has the migration ${name}, unknown here.`,
      )
    if (!finished)
      throw startRefused(
        `The migration ${name} began and did not finish: see \`prisma migrate resolve\`.`,
      )
    if (checksum !== migration.checksum)
      throw startRefused(`The migration ${name} was changed after the database applied it.`)
  }
  const applied = new Set(records.map((record) => record.migration_name))
  return migrations.filter(({ name }) => !applied.has(name))
}

const recordsTable = `
  create table if not exists _prisma_migrations (
    id                   varchar(36) primary key not null,
    checksum             varchar(64) not null,
    finished_at          timestamptz,
    migration_name       varchar(255) not null,
    logs                 text,
    rolled_back_at       timestamptz,
    started_at           timestamptz not null default now(),
    applied_steps_count  integer not null default 0
  )`
