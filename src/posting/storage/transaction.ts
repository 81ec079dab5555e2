import type { PrismaClient } from '../../generated/prisma/client.ts'

/**
 * What statements of the ledger are sent by: a transaction, so that the pool
 * can't be used by slip. Prisma's own have this form too.
 */
export interface Tx {
  $queryRaw<Rows>(sql: TemplateStringsArray, ...values: unknown[]): Promise<Rows>
  $executeRaw(sql: TemplateStringsArray, ...values: unknown[]): Promise<number>
}

/** The database as posting needs it: the Prisma Client, and transactions for its batches. */
export type LedgerDatabase = PrismaClient & {
  /** Commits what the work did, or nothing of it. Rejects where a commit's answer was lost. */
  readonly inTransaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

type Value = string | bigint | number | boolean | Date | null

/**
 * One column of many rows as `unnest` wants it: a PostgreSQL array in its text form, to which the
 * statement gives its type. One string passes the Prisma Client far faster than its elements.
 */
export const column = <Row>(
  rows: readonly Row[],
  pick: (row: Row) => Value | { toString(): string },
): string => {
  let last: Value | { toString(): string } = null
  let text = 'null'
  const elements = rows.map((row) => {
    const value = pick(row)
    // Rows that follow each other often share what they belong to.
    if (value !== last) text = elementOf(value)
    last = value
    return text
  })
  return `{${elements.join()}}`
}

function elementOf(value: Value | { toString(): string }): string {
  if (value === null) return 'null'
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? quoted(value) : value.toString()
}

// What needs no quotes: ids, most of all.
const plain = /^[\w-]{5,}$/

const quoted = (text: string): string =>
  plain.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
