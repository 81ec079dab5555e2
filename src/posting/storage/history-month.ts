import type { KstMonth } from '../../domain/calendar.ts'
import type { PrismaClient } from '../../generated/prisma/client.ts'

/** Makes the partitions of history for a month, if they are missing. Safe to repeat, from any process. */
export const makeHistoryMonth = (db: PrismaClient, month: KstMonth) =>
  db.$executeRaw`select make_history_month(${`${month}-01`}::date)`
