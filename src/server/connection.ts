import pg from 'pg'
import { codeOf, messageOf } from './errors.ts'
import { startRefused } from './start-refused.ts'

const connectTimeoutMs = 10_000

/**
 * Runs work over one connection of the database's owner, and closes it.
 *
 * Rejects with a sentence where the server can't be reached or refuses; the
 * sentence names neither user nor password.
 */
export async function withConnection<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connect(databaseUrl)
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'point-gateway',
  })
  // A lost connection fails the statement under way; unheard, it would also end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    if (codeOf(error) === '3D000') throw error
    throw startRefused(sentenceOf(error, new URL(connectionString)), error)
  }
}

function sentenceOf(error: unknown, { hostname, port, pathname }: URL): string {
  const server = `${hostname}:${port || 5432}`
  const code = codeOf(error)
  if (code?.startsWith('28') || code === '42501')
    return `DATABASE_URL wants a user whom the server at ${server} lets into ${pathname.slice(1)}.`
  const reason = code ?? messageOf(error)
  return `DATABASE_URL wants a PostgreSQL that answers: ${server} does not (${reason}).`
}
