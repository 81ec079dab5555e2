import type { KstMonth } from '../domain/calendar.ts'
import type { WalletId } from '../domain/ids.ts'
import type { Refusal } from '../domain/refusal.ts'
import { carryOut, type Item } from './carry-out.ts'
import { noChanges } from './changes.ts'
import type { Answer } from './command.ts'
import { openBooks } from './open-books.ts'
import type { LedgerDatabase } from './storage/transaction.ts'
import { writeChanges } from './write-changes.ts'

/** What every batch needs beside its commands. */
export interface Ledger {
  readonly db: LedgerDatabase
  /** How far the platform's clock is ahead of the database's. */
  readonly offsetMs: () => number
  /** Months of history that are known to have their partitions. */
  readonly months: Set<KstMonth>
  /** A month that is being made ahead of its time. */
  making: Promise<void> | undefined
  readonly onCommitted: OnCommitted
}

/** Hears after a commit in which wallets something was posted; must not throw. */
export type OnCommitted = (wallets: ReadonlySet<WalletId>) => void

interface Posted {
  readonly answers: readonly (Answer | Refusal)[]
  /** To which history was added. */
  readonly months: ReadonlySet<KstMonth>
  /** In which something was posted. */
  readonly wallets: ReadonlySet<WalletId>
}

/**
 * Lock, decide, write, commit: the only function that changes points. Commands
 * are decided in order, each on its own; they are answered once all are on disk.
 */
export const postBatch = (
  { db, offsetMs, months }: Ledger,
  items: readonly Item[],
): Promise<Posted> =>
  db.inTransaction(async (tx) => {
    const commands = items.map(({ command }) => command)
    const state = await openBooks(tx, commands, offsetMs())
    const changes = noChanges()
    const answers = items.map((item) => carryOut(item, state, changes))
    await writeChanges(tx, state, changes, months)
    const wallets = new Set(changes.journals.flatMap(({ walletId }) => walletId ?? []))
    return { answers, months: changes.months, wallets }
  })
