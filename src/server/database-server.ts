import { join } from 'node:path'
import type { Config } from './config.ts'
import { startPostgres } from './postgres.ts'

export interface DatabaseServer {
  /** The database, as its owner. */
  readonly url: string
  /** Lets go of a server of our own; one that was given is left alone. */
  readonly stop: () => Promise<void>
}

/** The database that was given, or else one on a PostgreSQL of our own in DATA_DIR. */
export async function openDatabaseServer({
  databaseUrl,
  dataDir,
}: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<DatabaseServer> {
  if (databaseUrl) return { url: databaseUrl, stop: async () => undefined }
  const postgres = await startPostgres({ folder: join(dataDir, 'postgres') })
  return { url: postgres.url('points'), stop: postgres.stop }
}
