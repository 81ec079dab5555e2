import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { KstMonth } from '../src/domain/calendar.ts'
import { makeHistoryMonth } from '../src/posting/storage/history-month.ts'
import { connectDatabase } from '../src/server/database.ts'
import { migrate } from '../src/server/migrate.ts'
import { type Postgres, startPostgres } from '../src/server/postgres.ts'
import { runSql } from './support/database.ts'

/** A server without the role `point_gateway`, and databases whose owners are no superusers. */
describe('the owner of a database', () => {
  let folder: string
  let postgres: Postgres

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'points-owner-'))
    postgres = await startPostgres({ folder, settings: { fsync: 'off' } })
  })
  afterAll(async () => {
    await postgres.stop()
    rmSync(postgres.folder, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  })

  const asAdministrator = (sql: string) => runSql(postgres.url('postgres'), sql)
  const newOwner = async (name: string, rights = ''): Promise<string> => {
    await asAdministrator(`create role ${name} login password 'secret' ${rights}`)
    await asAdministrator(`create database ${name} owner ${name}`)
    const url = new URL(postgres.url(name))
    url.username = name
    url.password = 'secret'
    return url.href
  }
  const canServe = async (url: string) => {
    const db = connectDatabase(url, { max: 1 })
    try {
      await makeHistoryMonth(db, '2026-11' as KstMonth)
      return await db.journal.count()
    } finally {
      await db.$disconnect()
    }
  }

  test('given one who may not make roles, when it migrates, then a sentence says what an administrator does', async () => {
    const url = await newOwner('plain')
    await expect(migrate(url)).rejects.toThrow(
      'plain may not act as the role point_gateway; let an administrator run: create role point_gateway nologin; grant point_gateway to plain',
    )
    await asAdministrator('create role point_gateway nologin')
    await asAdministrator('grant point_gateway to plain')
    await migrate(url)
    expect(await canServe(url)).toBe(0)
    await asAdministrator('drop database plain')
    await asAdministrator('drop role point_gateway')
  })

  test('given one who may make roles, when it migrates, then the gateway can serve', async () => {
    const url = await newOwner('maker', 'createrole')
    await migrate(url)
    expect(await canServe(url)).toBe(0)
  })
})
