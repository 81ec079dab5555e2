import { createEngine, type Engine } from '../posting/engine.ts'
import { type Clock, openClock, refuseDataLaterThanClock } from './clock.ts'
import type { Config } from './config.ts'
import { connectDatabase, type Database } from './database.ts'
import { openDatabaseServer } from './database-server.ts'
import { openLog } from './log.ts'
import { refuseUnmigrated } from './refuse-unmigrated.ts'

/** What a command has to hand that works on the ledger. */
export interface Workbench {
  readonly db: Database
  readonly posting: Engine
  readonly clock: Clock
}

/**
 * Runs a command's work over the configured database, with a posting engine of its own, and lets
 * go of both. Rejects with a sentence where the database is not ready for it.
 *
 * @param to what the command is about to do with the database.
 */
export async function withLedger<T>(
  config: Config,
  to: string,
  work: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const server = await openDatabaseServer(config, openLog(config))
  try {
    await refuseUnmigrated(server.url, to)
    const db = connectDatabase(server.url, { max: 4 })
    try {
      const clock = openClock(config)
      await refuseDataLaterThanClock(db, clock)
      const posting = createEngine({ db, offsetMs: clock.offsetMs })
      return await work({ db, posting, clock }).finally(posting.drain)
    } finally {
      await db.$disconnect()
    }
  } finally {
    await server.stop()
  }
}
