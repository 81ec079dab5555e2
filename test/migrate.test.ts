import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { migrate, pendingMigrations } from '../src/server/migrate.ts'
import { migrationsFolder, readMigrations } from '../src/server/migration-files.ts'
import { databaseUrl, emptyDatabase, runSql } from './support/database.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
})

const database = async () => {
  const { url, drop } = await emptyDatabase()
  undo.push(drop)
  return url
}

/** A folder of small migrations, `a` and `b`, to be changed at will. */
function migrationsOf(scripts: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'points-migrations-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, sql] of Object.entries(scripts)) write(folder, name, sql)
  return folder
}

function write(folder: string, name: string, sql: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'migration.sql'), sql)
}

const two = { '1_a': 'create table a (id int);', '2_b': 'create table b (id int);' }

describe('migrate', () => {
  test('applies what is missing, in order, and nothing the second time', async () => {
    const url = await database()
    const names = readMigrations(migrationsFolder).map(({ name }) => name)

    expect(await pendingMigrations(url)).toEqual(names)
    expect(await migrate(url)).toEqual(names)
    expect(await migrate(url)).toEqual([])
    expect(await pendingMigrations(url)).toEqual([])
  })

  test('records each migration as Prisma does', async () => {
    const url = await database()
    await migrate(url)

    const { rows } = await runSql(url, 'select * from _prisma_migrations order by migration_name')

    expect(rows).toEqual(
      readMigrations(migrationsFolder).map(({ name, checksum }) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        checksum,
        finished_at: expect.any(Date),
        migration_name: name,
        logs: null,
        rolled_back_at: null,
        started_at: expect.any(Date),
        applied_steps_count: 1,
      })),
    )
  })

  test('makes the database where there is none, also when several processes start at once', async () => {
    const name = `made_${Date.now()}`
    undo.push(() => runSql(databaseUrl('postgres'), `drop database ${name} with (force)`))
    const folder = migrationsOf(two)

    const applied = await Promise.all([1, 2, 3].map(() => migrate(databaseUrl(name), folder)))

    expect(applied.flat().sort()).toEqual(['1_a', '2_b'])
  })

  test('refuses a database whose applied migration was changed since', async () => {
    const url = await database()
    const folder = migrationsOf(two)
    await migrate(url, folder)
    write(folder, '1_a', 'create table a (id bigint);')

    await expect(migrate(url, folder)).rejects.toThrow(
      'The migration 1_a was changed after the database applied it.',
    )
  })

  test('refuses a database that is newer than the program', async () => {
    const url = await database()
    const folder = migrationsOf(two)
    await migrate(url, folder)
    rmSync(join(folder, '2_b'), { recursive: true })

    await expect(migrate(url, folder)).rejects.toThrow(
      'The database is newer than this program: it has the migration 2_b, unknown here.',
    )
  })

  test('refuses a database in which Prisma left a migration half done', async () => {
    const url = await database()
    const folder = migrationsOf(two)
    await migrate(url, folder)
    await runSql(
      url,
      `update _prisma_migrations set finished_at = null where migration_name = '2_b'`,
    )

    await expect(migrate(url, folder)).rejects.toThrow(
      'The migration 2_b began and did not finish: see `prisma migrate resolve`.',
    )
  })

  test('keeps nothing of a migration that fails, and all of those before it', async () => {
    const url = await database()
    const folder = migrationsOf({ ...two, '2_b': 'create table b (id int); select nothing;' })

    await expect(migrate(url, folder)).rejects.toThrow(/^The migration 2_b failed, and nothing/)
    expect((await runSql(url, `select to_regclass('a') as a, to_regclass('b') as b`)).rows).toEqual(
      [{ a: 'a', b: null }],
    )

    write(folder, '2_b', two['2_b'])
    expect(await migrate(url, folder)).toEqual(['2_b'])
  })

  test('applies functions whose bodies hold semicolons', async () => {
    const url = await database()
    const folder = migrationsOf({
      '1_f': 'create function f() returns int language plpgsql as $$ begin return 1; end $$;',
    })
    await migrate(url, folder)
    expect((await runSql(url, 'select f()')).rows).toEqual([{ f: 1 }])
  })

  test('waits for another that migrates now, without blocking it', async () => {
    const url = await database()
    const folder = migrationsOf({ '1_slow': 'select pg_sleep(0.5);' })
    const first = migrate(url, folder)
    const second = migrate(url, folder)
    expect((await Promise.all([first, second])).flat()).toEqual(['1_slow'])
  })

  test('says in a sentence that no server answers, without the password', async () => {
    await expect(migrate('postgresql://someone:secret@127.0.0.1:1/points')).rejects.toThrow(
      'DATABASE_URL wants a PostgreSQL that answers: 127.0.0.1:1 does not (ECONNREFUSED).',
    )
  })

  test('says in a sentence that the server refuses the user', async () => {
    const url = new URL(databaseUrl('postgres'))
    url.password = 'wrong'
    await expect(migrate(url.href)).rejects.toThrow(
      `DATABASE_URL wants a user whom the server at ${url.host} lets into postgres.`,
    )
  })
})
