import { createEngine, type Engine } from '../../src/posting/engine.ts'
import type { Database } from '../../src/server/database.ts'

/** An engine of this process whose clock is turned from without. */
export function engineWithClock(db: Database): {
  readonly engine: Engine
  readonly turn: (at: string) => void
} {
  let offsetMs = 0
  const engine = createEngine({ db, offsetMs: () => offsetMs })
  const turn = (at: string) => {
    offsetMs = Date.parse(at) - Date.now()
  }
  return { engine, turn }
}

/** The journals of a wallet, in their order. */
export const journalsOf = (db: Database, wallet: string) =>
  db.journal.findMany({ where: { walletId: wallet }, orderBy: { id: 'asc' } })
