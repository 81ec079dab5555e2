import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '../generated/prisma/client.ts'
import type { LedgerDatabase } from '../posting/storage/transaction.ts'
import { openTransactions } from './transactions.ts'

export type Database = LedgerDatabase

export interface DatabaseOptions {
  /** How many connections at most. */
  readonly max: number
  /** Hears the SQL of every statement; for tests that count them. */
  readonly onStatement?: (sql: string) => void
}

/**
 * Connects as the role `point_gateway`, which may do only what the server needs:
 * it can't change history or delete. `$disconnect` closes the connections.
 */
export function connectDatabase(url: string, { max, onStatement }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: asGateway(url),
    max,
    connectionTimeoutMillis: 10_000,
    application_name: 'point-gateway',
    // A transaction's statements that don't wait for each other go out together.
    pipeline: true,
  })
  // A connection that is lost while idle, or between the pool and who takes it, is heard by nobody
  // else, which would end the process. Its next statement fails all the same.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const adapter = new PrismaPg(pool, { disposeExternalPool: true })
  // Else its errors repeat the arguments of the call, which do not belong into a log.
  const errorFormat = 'minimal'
  const ofPosting = { inTransaction: openTransactions(pool, onStatement) }
  if (!onStatement) return Object.assign(new PrismaClient({ adapter, errorFormat }), ofPosting)
  const log = [{ emit: 'event' as const, level: 'query' as const }]
  const db = new PrismaClient({ adapter, errorFormat, log })
  db.$on('query', ({ query }) => onStatement(query))
  return Object.assign(db, ofPosting)
}

// What posting relies on, whatever the server's defaults are: each statement sees what was committed
// before it, and a commit that was answered is on disk (R36).
const ownSettings = [
  '-c role=point_gateway',
  String.raw`-c default_transaction_isolation=read\ committed`,
  '-c synchronous_commit=on',
].join(' ')

/** In the URL itself, whose own options would otherwise win over those beside it. */
function asGateway(url: string): string {
  const gateway = new URL(url)
  const given = gateway.searchParams.get('options') ?? ''
  gateway.searchParams.set('options', `${given} ${ownSettings}`.trim())
  return gateway.href
}
