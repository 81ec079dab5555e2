import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from './config.ts'
import { messageOf } from './errors.ts'
import type { Log } from './log.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { isAlive } from './postgres-users.ts'

export interface DatabaseServer {
  /** The database, as its owner. */
  readonly url: string
  /** Lets go of a server of our own; one that was given is left alone. */
  readonly stop: () => Promise<void>
}

/**
 * The database that was given, or else one on a PostgreSQL of our own in DATA_DIR.
 *
 * @param keeper where it is given, our own is started again whenever it dies.
 */
export async function openDatabaseServer(
  { databaseUrl, dataDir }: Pick<Config, 'databaseUrl' | 'dataDir'>,
  keeper?: Log,
): Promise<DatabaseServer> {
  if (databaseUrl) return { url: databaseUrl, stop: async () => undefined }
  const folder = join(dataDir, 'postgres')
  const postgres = await startPostgres({ folder })
  const url = postgres.url('points')
  const stop = keeper ? keepAlive(postgres, folder, keeper) : postgres.stop
  return { url, stop }
}

const lookEveryMs = 500

/** Starts the server again on its port whenever it is found dead. Answers what stops it for good. */
function keepAlive(first: Postgres, folder: string, log: Log): () => Promise<void> {
  const port = Number(new URL(first.url('postgres')).port)
  const stopped = new AbortController()
  let postgres = first

  const revive = async () => {
    log.error('PostgreSQL has died. Starting it again.')
    try {
      await postgres.stop()
      postgres = await startPostgres({ folder, port })
      log.info('PostgreSQL runs again.')
    } catch (error) {
      log.error(messageOf(error))
    }
  }
  const watch = async () => {
    for (;;) {
      await sleep(lookEveryMs, undefined, { signal: stopped.signal, ref: false })
      if (!isAlive(postgres.processId)) await revive()
    }
  }
  const watched = watch().catch(() => undefined)

  return async () => {
    stopped.abort()
    await watched
    await postgres.stop()
  }
}
