import type { KstMonth } from '../domain/calendar.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { carryOut, type Item } from './carry-out.ts'
import { noChanges } from './changes.ts'
import type { Answer } from './command.ts'
import { openBooks } from './open-books.ts'
import { writeChanges } from './write-changes.ts'

/** What every batch needs beside its commands. */
export interface Ledger {
  readonly db: PrismaClient
  /** How far the platform's clock is ahead of the database's. */
  readonly offsetMs: () => number
  /** Months of history that are known to have their partitions. */
  readonly months: Set<KstMonth>
  /** A month that is being made ahead of its time. */
  making: Promise<void> | undefined
}

interface Posted {
  readonly answers: readonly (Answer | Refusal)[]
  /** To which history was added. */
  readonly months: ReadonlySet<KstMonth>
}

// A batch waits for others' locks, at worst for a month to be closed.
const patience = { timeout: 30_000, maxWait: 10_000 }

/**
 * Lock, decide, write, commit: the only function that changes points. Commands
 * are decided in order, each on its own; they are answered once all are on disk.
 */
export const postBatch = (
  { db, offsetMs, months }: Ledger,
  items: readonly Item[],
): Promise<Posted> =>
  db.$transaction(async (tx) => {
    const commands = items.map(({ command }) => command)
    const state = await openBooks(tx, commands, offsetMs())
    const changes = noChanges()
    const answers = items.map((item) => carryOut(item, state, changes))
    await writeChanges(tx, state, changes, months)
    return { answers, months: changes.months }
  }, patience)
