import { setTimeout as sleep } from 'node:timers/promises'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { openPlaces } from './places.ts'

/**
 * Tells when wallets move: at once where this process moved them and says so, and otherwise by one
 * statement now and then that asks for all wallets that are waited for, and none where nobody waits.
 */
export interface WalletWatch {
  /** How many follow a wallet. */
  readonly followers: () => number
  /**
   * Takes a place among those who follow; undefined where all are taken.
   *
   * @param until when it is over by itself.
   */
  readonly follow: (wallet: string, until?: Date) => Following | undefined
  /** Tells whoever waits for these wallets that they have moved. */
  readonly wake: (wallets: ReadonlySet<string>) => void
  /** Whoever follows a wallet, now or later, is told that it is over. */
  readonly close: () => void
}

export interface Following {
  /** Keeps the place until the end; one that nobody begins to use is soon free again. */
  readonly begin: () => void
  /**
   * Waits until the wallet has a journal later than that one; false once it is over.
   *
   * @param journal the last that was seen; null: none.
   */
  readonly movedPast: (journal: string | null) => Promise<boolean>
  readonly isOver: () => boolean
  readonly end: () => void
}

export interface WatchOptions {
  readonly db: PrismaClient
  /** What passes between two looks; ended early where the watch is closed. */
  readonly pause?: (closed: AbortSignal) => Promise<unknown>
  /** How many may follow all wallets together, and how many one. */
  readonly most?: number
  readonly mostOfWallet?: number
  /** How long a place is kept that nobody begins to use. */
  readonly keptMs?: number
}

export function openWalletWatch(options: WatchOptions): WalletWatch {
  const { db, pause = shortly, most = 10_000, mostOfWallet = 20, keptMs = 5_000 } = options
  const closing = new AbortController()
  const places = openPlaces({ most, mostOfWallet })
  const waiting = openWaiting(db, () => pause(closing.signal))

  const follow = (wallet: string, until?: Date): Following | undefined => {
    if (!places.take(wallet)) return undefined
    let isEnded = false
    let stopWaiting = () => {}
    const end = () => {
      if (isEnded) return
      isEnded = true
      for (const timer of [unused, late]) clearTimeout(timer)
      places.leave(wallet)
      stopWaiting()
    }
    const unused = setTimeout(end, keptMs).unref()
    const late = until && setTimeout(end, Math.min(+until - Date.now(), timerMost)).unref()
    const isOver = () => isEnded || closing.signal.aborted
    const wait = (journal: string | null) =>
      new Promise<boolean>((tell) => {
        stopWaiting = waiting.add({ wallet, journal, tell })
      })
    return {
      begin: () => clearTimeout(unused),
      movedPast: async (journal) => !isOver() && wait(journal),
      isOver,
      end,
    }
  }

  return {
    followers: places.taken,
    follow,
    wake: waiting.wake,
    close() {
      closing.abort()
      waiting.stop()
    },
  }
}

interface Waiter {
  readonly wallet: string
  readonly journal: string | null
  /** Hears whether the wallet has moved, or else that it is over. */
  readonly tell: (moved: boolean) => void
}

/** Those who wait; it looks now and then whether their wallets have moved, for as long as some do. */
function openWaiting(db: PrismaClient, pause: () => Promise<unknown>) {
  const waiters = new Set<Waiter>()
  let isLooking = false
  const tell = (waiter: Waiter, moved: boolean) => {
    if (waiters.delete(waiter)) waiter.tell(moved)
  }
  const lookOn = async () => {
    isLooking = true
    for (;;) {
      await pause().catch(() => undefined)
      if (waiters.size === 0) break
      const last = await lastJournals(db, waiters)
      for (const waiter of waiters)
        if ((last.get(waiter.wallet) ?? '') > (waiter.journal ?? '')) tell(waiter, true)
    }
    isLooking = false
  }
  return {
    /** Answers how to stop waiting. */
    add(waiter: Waiter) {
      waiters.add(waiter)
      if (!isLooking) void lookOn()
      return () => tell(waiter, false)
    },
    wake(wallets: ReadonlySet<string>) {
      for (const waiter of waiters) if (wallets.has(waiter.wallet)) tell(waiter, true)
    },
    stop() {
      for (const waiter of waiters) tell(waiter, false)
    },
  }
}

// No timer takes more; whoever listened for 24 days may well subscribe again.
const timerMost = 2 ** 31 - 1

const everyMs = 300

const shortly = (closed: AbortSignal) => sleep(everyMs, undefined, { signal: closed })

/** The last journal of each of these wallets that has one. */
async function lastJournals(
  db: PrismaClient,
  waiters: Iterable<Waiter>,
): Promise<ReadonlyMap<string, string>> {
  const wallets = new Set(Array.from(waiters, ({ wallet }) => wallet))
  try {
    const rows = await db.$queryRaw<{ id: string; last: string }[]>`
      select id, last_journal_id as last
      from wallet
      where id = any(${[...wallets]}::uuid[]) and last_journal_id is not null`
    return new Map(rows.map(({ id, last }) => [id, last]))
  } catch {
    // A database out of reach is asked again, and nothing is missed by that.
    return new Map()
  }
}
