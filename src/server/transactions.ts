import { hash } from 'node:crypto'
import pg from 'pg'
import type { LedgerDatabase, Tx } from '../posting/storage/transaction.ts'

// What an answer may take: a batch waits at worst for a month to be closed.
const answerMs = 30_000

/**
 * Transactions over a connection of the pool, past the Prisma Client: a batch
 * sends a dozen statements, and the client's work on each costs more than the
 * database's own.
 *
 * @param onStatement hears the SQL of each.
 */
export const openTransactions =
  (pool: pg.Pool, onStatement?: (sql: string) => void): LedgerDatabase['inTransaction'] =>
  async (work) => {
    const client = await pool.connect()
    try {
      await client.query('BEGIN')
      const done = await work(statementsOf(client, onStatement))
      const { command } = await client.query('COMMIT')
      if (command !== 'COMMIT') throw new Error(`The transaction ended with ${command}`)
      client.release()
      return done
    } catch (fault) {
      client.release(!(await isRolledBack(client)))
      throw fault
    }
  }

const isRolledBack = (client: pg.PoolClient): Promise<boolean> =>
  client.query('ROLLBACK').then(
    () => true,
    () => false,
  )

function statementsOf(client: pg.PoolClient, onStatement?: (sql: string) => void): Tx {
  const send = (sql: TemplateStringsArray, values: unknown[]): Promise<pg.QueryResult> => {
    const statement = statementOf(sql)
    onStatement?.(statement.text)
    return client.query({ ...statement, values })
  }
  return {
    $queryRaw: async <Rows>(sql: TemplateStringsArray, ...values: unknown[]) =>
      (await send(sql, values)).rows as Rows,
    $executeRaw: async (sql, ...values) => (await send(sql, values)).rowCount ?? 0,
  }
}

// Whole numbers are bigint, as the Prisma Client has them.
const types: pg.CustomTypesConfig = {
  getTypeParser: (type, format) => parsers.get(type) ?? pg.types.getTypeParser(type, format),
}

const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, BigInt],
  [pg.types.builtins.TIMESTAMPTZ, instantOf],
])

/**
 * An instant as PostgreSQL writes it, like 2026-11-25 09:00:00.123+00. The parser that comes with pg
 * knows far more forms, and takes a quarter of this process's time for a spend that draws on many lots.
 */
function instantOf(text: string): Date {
  const isHour = /[+-]\d\d$/.test(text)
  return new Date(`${text.slice(0, 10)}T${text.slice(11)}${isHour ? ':00' : ''}`)
}

// Parsed and planned once a connection, under a name: there are few, sent thousands of times.
const known = new WeakMap<TemplateStringsArray, ReturnType<typeof newStatement>>()

function statementOf(sql: TemplateStringsArray) {
  const statement = known.get(sql) ?? newStatement(sql)
  known.set(sql, statement)
  return statement
}

function newStatement(sql: TemplateStringsArray) {
  const text = sql.reduce((before, part, place) => `${before}$${place}${part}`)
  return { name: hash('sha256', text).slice(0, 32), text, types, query_timeout: answerMs }
}
