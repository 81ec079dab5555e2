import type { Prisma } from '../../generated/prisma/client.ts'

/** Statements of the ledger take this type, so that the pool can't be used by slip. */
export type Tx = Prisma.TransactionClient

/** One column of many rows, as `unnest` wants it. */
export const column = <Row, Value>(rows: readonly Row[], pick: (row: Row) => Value): Value[] =>
  rows.map(pick)
