import type { Prisma } from '../../generated/prisma/client.ts'

/** Statements of the ledger take this type, so that the pool can't be used by slip. */
export type Tx = Prisma.TransactionClient

type Value = string | bigint | number | boolean | Date | null

/** One column of many rows as `unnest` wants it: text, to which the statement gives its type. */
export const texts = <Row>(
  rows: readonly Row[],
  pick: (row: Row) => Value | { toString(): string },
): (string | null)[] =>
  rows.map((row) => {
    const value = pick(row)
    if (value === null) return null
    return value instanceof Date ? value.toISOString() : value.toString()
  })
