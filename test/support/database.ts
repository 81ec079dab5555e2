import { randomUUID } from 'node:crypto'
import pg from 'pg'

export interface TestDatabase {
  /** As its owner; the server itself connects as `point_gateway`. */
  readonly url: string
  readonly drop: () => Promise<void>
}

/** A database of its own for a test file, cloned from the migrated template. */
export const freshDatabase = (): Promise<TestDatabase> => createDatabase('template template_points')

/** The same without any table. */
export const emptyDatabase = (): Promise<TestDatabase> => createDatabase('')

/** Where a database of that name is or would be. */
export function databaseUrl(name: string): string {
  const url = new URL(process.env.TEST_SERVER_URL ?? '')
  url.pathname = `/${name}`
  return url.href
}

/** Runs SQL as the owner of a database, and answers the last statement's rows. */
export async function runSql(
  url: string,
  sql: string,
  values?: unknown[],
): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql, values)
  } finally {
    await client.end()
  }
}

async function createDatabase(source: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const server = databaseUrl('postgres')
  await runSql(server, `create database ${name} ${source}`)
  const drop = async () => void (await runSql(server, `drop database ${name} with (force)`))
  return { url: databaseUrl(name), drop }
}
