import type { Prisma } from '../../generated/prisma/client.ts'

/** Statements of the ledger take this type, so that the pool can't be used by slip. */
export type Tx = Prisma.TransactionClient

type Value = string | bigint | number | boolean | Date | null

/**
 * One column of many rows as `unnest` wants it: a PostgreSQL array in its text form, to which the
 * statement gives its type. One string passes the Prisma Client far faster than its elements.
 */
export const column = <Row>(
  rows: readonly Row[],
  pick: (row: Row) => Value | { toString(): string },
): string => `{${rows.map((row) => elementOf(pick(row))).join()}}`

function elementOf(value: Value | { toString(): string }): string {
  if (value === null) return 'null'
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? quoted(value) : value.toString()
}

// What needs no quotes: ids, most of all.
const plain = /^[\w-]{5,}$/

const quoted = (text: string): string =>
  plain.test(text) ? text : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
