import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../generated/prisma/client.ts'

export type Database = PrismaClient

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
  const adapter = new PrismaPg({
    connectionString: asGateway(url),
    max,
    connectionTimeoutMillis: 10_000,
    application_name: 'point-gateway',
  })
  if (!onStatement) return new PrismaClient({ adapter })
  const db = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] })
  db.$on('query', ({ query }) => onStatement(query))
  return db
}

/** In the URL itself, whose own options would otherwise win over those beside it. */
function asGateway(url: string): string {
  const gateway = new URL(url)
  const given = gateway.searchParams.get('options') ?? ''
  gateway.searchParams.set('options', `${given} -c role=point_gateway`.trim())
  return gateway.href
}
