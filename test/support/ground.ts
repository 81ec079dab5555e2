import { checkLedger } from '../../src/posting/ledger-check.ts'
import { connectDatabase, type Database } from '../../src/server/database.ts'
import { freshDatabase, runSql, type TestDatabase } from './database.ts'
import type { ChildOptions } from './engine-messages.ts'
import { type EngineProcess, startEngineProcess } from './engine-process.ts'

/** A database, and engines over it in processes of their own, which end with it. */
export interface Ground {
  readonly url: string
  readonly db: Database
  readonly startEngine: (options?: Omit<ChildOptions, 'url'>) => EngineProcess
  /** Rows of SQL run as the database's owner. */
  readonly sql: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>
  readonly isProven: () => Promise<boolean>
  readonly close: () => Promise<void>
}

export async function openGround(database?: TestDatabase): Promise<Ground> {
  const { url, drop } = database ?? (await freshDatabase())
  const db = connectDatabase(url, { max: 8 })
  const engines: EngineProcess[] = []
  return {
    url,
    db,
    startEngine(options = {}) {
      const engine = startEngineProcess({ url, ...options })
      engines.push(engine)
      return engine
    },
    sql: async (text, values) => (await runSql(url, text, values)).rows,
    isProven: async () => (await checkLedger(db)).ok,
    async close() {
      await Promise.all(engines.map((engine) => engine.kill()))
      await db.$disconnect()
      await drop()
    },
  }
}
