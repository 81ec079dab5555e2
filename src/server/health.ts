import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './database.ts'
import { pendingMigrations } from './migrate.ts'

export interface Readiness {
  readonly ready: boolean
  readonly database: 'reached' | 'not reached'
  readonly migrations: 'applied' | 'pending' | 'unknown'
  readonly queue: 'has room' | 'full'
}

export interface ReadinessParts {
  readonly db: Database
  /** As the owner, who alone may read which migrations there are. */
  readonly databaseUrl: string
  readonly hasRoom: () => boolean
}

const patienceMs = 3_000

/** Tells whether requests can be carried out now. Those who ask at once share one look. */
export function openReadiness(parts: ReadinessParts): () => Promise<Readiness> {
  let looking: Promise<Readiness> | undefined
  return () => {
    looking ??= look(parts).finally(() => {
      looking = undefined
    })
    return looking
  }
}

async function look({ db, databaseUrl, hasRoom }: ReadinessParts): Promise<Readiness> {
  const [reached, pending] = await Promise.all([
    inTime(db.$queryRaw`select 1`),
    inTime(pendingMigrations(databaseUrl)),
  ])
  const known = {
    database: reached ? 'reached' : 'not reached',
    migrations: pending ? (pending.length === 0 ? 'applied' : 'pending') : 'unknown',
    queue: hasRoom() ? 'has room' : 'full',
  } as const
  const ready =
    reached !== undefined && known.migrations === 'applied' && known.queue === 'has room'
  return { ready, ...known }
}

/** What it resolves to, or undefined where it fails or takes too long. */
async function inTime<T>(answer: PromiseLike<T>): Promise<T | undefined> {
  const done = new AbortController()
  const late = sleep(patienceMs, undefined, { signal: done.signal, ref: false })
  try {
    return await Promise.race([answer, late])
  } catch {
    return undefined
  } finally {
    late.catch(() => undefined)
    done.abort()
  }
}
