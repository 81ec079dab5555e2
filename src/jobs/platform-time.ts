import { Prisma } from '../generated/prisma/client.ts'

/**
 * The platform's time as posting has it, in SQL: by the database's clock, so that whatever is due
 * when it is looked for is due when it is posted. Of the statement's start, for an index to be used.
 */
export const platformTime = (offsetMs: number): Prisma.Sql =>
  Prisma.sql`(statement_timestamp() + ${offsetMs}::float8 * interval '1 millisecond')`
