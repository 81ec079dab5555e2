import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openClock, refuseDataLaterThanClock } from '../src/server/clock.ts'
import { connectDatabase, type Database } from '../src/server/database.ts'
import { freshDatabase, runSql, type TestDatabase } from './support/database.ts'

let database: TestDatabase
let db: Database
const statements: string[] = []
beforeAll(async () => {
  database = await freshDatabase()
  const url = `${database.url}&options=-c%20statement_timeout%3D5s`
  db = connectDatabase(url, { max: 2, onStatement: (sql) => statements.push(sql) })
})
afterAll(async () => {
  await db.$disconnect()
  await database.drop()
})

describe('the server’s connection', () => {
  test('runs as the role that may not delete, with the URL’s own options', async () => {
    expect(
      await db.$queryRaw`
        select current_user as role, current_setting('statement_timeout') as timeout`,
    ).toEqual([{ role: 'point_gateway', timeout: '5s' }])
    await expect(db.$executeRaw`delete from country`).rejects.toThrow('permission denied')
  })

  test('reads what was committed before each statement and commits to disk, whatever the database’s defaults', async () => {
    await runSql(
      database.url,
      `do $$ begin
         execute format('alter database %I set default_transaction_isolation = serializable', current_database());
         execute format('alter database %I set synchronous_commit = off', current_database());
       end $$`,
    )
    const later = connectDatabase(database.url, { max: 1 })
    const settings = await later.$queryRaw`
      select current_setting('transaction_isolation') as isolation,
             current_setting('synchronous_commit') as commit`
    await later.$disconnect()
    expect(settings).toEqual([{ isolation: 'read committed', commit: 'on' }])
  })

  test('tells every statement to whoever counts them', async () => {
    statements.length = 0
    await db.country.findMany()
    expect(statements).toEqual([expect.stringContaining('"country"')])
  })

  test('survives the loss of all its connections', async () => {
    await runSql(
      database.url,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await db.country.count()).toBe(4)
  })
})

describe('the clock', () => {
  test('is the real one, unless it is set: then it starts there and runs on', async () => {
    expect(openClock({ clock: undefined }).offsetMs()).toBe(0)

    const start = new Date('2028-08-01T00:00:00+09:00')
    const clock = openClock({ clock: start })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(clock.now().getTime()).toBeGreaterThan(start.getTime())
    expect(clock.now().getTime()).toBeLessThan(start.getTime() + 5_000)
    expect(Date.now() + clock.offsetMs()).toBeCloseTo(clock.now().getTime(), -2)
  })

  test('is refused where the data is later than it', async () => {
    const clockAt = (instant: string) => openClock({ clock: new Date(instant) })
    await refuseDataLaterThanClock(db, clockAt('2020-01-01T00:00:00Z'))
    await runSql(database.url, `select make_history_month('2023-07-01')`)
    await runSql(
      database.url,
      `insert into journal (owner_id, id, kind, posted_at, period)
       values ($1, '01894d8e-1000-7000-8000-000000000000', 'DEPOSIT', '2023-07-13T00:00:00Z', '2023-07')`,
      [randomUUID()],
    )

    await refuseDataLaterThanClock(db, openClock({ clock: undefined }))
    await refuseDataLaterThanClock(db, clockAt('2023-07-13T00:00:01Z'))
    await expect(refuseDataLaterThanClock(db, clockAt('2023-07-12T00:00:00Z'))).rejects.toThrow(
      /^The data goes on until 2023-07-13T00:00:00.000Z, later than the clock at 2023-07-12T00:00:/,
    )
  })
})
