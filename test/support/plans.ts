import pg from 'pg'
import { connectDatabase } from '../../src/server/database.ts'

/** The SQL of the statements that are sent while something is done over a connection of its own. */
export async function statementsOf(
  url: string,
  work: (db: ReturnType<typeof connectDatabase>) => Promise<unknown>,
): Promise<readonly string[]> {
  const sent: string[] = []
  const db = connectDatabase(url, { max: 2, onStatement: (sql) => sent.push(sql) })
  await work(db).finally(() => db.$disconnect())
  return sent
}

/**
 * How the database carries out a statement whatever its parameters are, in its words.
 *
 * @param settings SQL that is run before, in the same transaction.
 */
export async function planOf(url: string, statement: string, settings = 'select'): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(settings)
    const { rows } = await client.query(`explain (generic_plan, costs off) ${statement}`)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    await client.end()
  }
}
