import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { KstMonth } from '../src/domain/calendar.ts'
import { makeHistoryMonth } from '../src/posting/storage/history-month.ts'
import { connectDatabase, type Database } from '../src/server/database.ts'
import { freshDatabase, runSql, type TestDatabase } from './support/database.ts'

let database: TestDatabase
let processes: Database[]

beforeAll(async () => {
  database = await freshDatabase()
  processes = [1, 2, 3].map(() => connectDatabase(database.url, { max: 1 }))
  await Promise.all(processes.map((db) => db.$queryRaw`select 1`))
})
afterAll(async () => {
  await Promise.all(processes.map((db) => db.$disconnect()))
  await database.drop()
})

test('given a new month, when several processes make its partitions at once, then it is made once and none fails', async () => {
  const months = Array.from({ length: 12 }, (_, n) => `2031-${String(n + 1).padStart(2, '0')}`)
  for (const month of months)
    await Promise.all(processes.map((db) => makeHistoryMonth(db, month as KstMonth)))
  const { rows } = await runSql(
    database.url,
    `select tablename from pg_tables where tablename ~ '^(entry|journal)_2031_' order by 1`,
  )
  expect(rows).toHaveLength(24)
})

test('given a long read of history, when a month is made, then the read and new ones go on meanwhile', async () => {
  const [reader, maker, other] = processes
  if (!reader || !maker || !other) throw new Error('There are three')
  await reader.$transaction(async (tx) => {
    await tx.entry.count()
    await makeHistoryMonth(maker, '2032-01' as KstMonth)
    expect(await other.journal.count()).toBe(0)
    expect(await tx.journal.count()).toBe(0)
  })
})
