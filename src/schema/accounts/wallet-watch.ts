import { setTimeout as sleep } from 'node:timers/promises'
import type { PrismaClient } from '../../generated/prisma/client.ts'

/**
 * Tells when wallets move, whichever process moved them: one statement now and then asks for all
 * wallets that are waited for, and none where nobody waits.
 */
export interface WalletWatch {
  /** Whether one more may follow a wallet. */
  readonly hasRoom: () => boolean
  /** How many follow a wallet. */
  readonly followers: () => number
  readonly follow: (wallet: string) => Following
  /** Whoever follows a wallet, now or later, is told that it is over. */
  readonly close: () => void
}

export interface Following {
  /** From now until the end it counts as one that follows. */
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
  readonly most?: number
}

interface Waiter {
  readonly wallet: string
  readonly journal: string | null
  readonly tell: (moved: boolean) => void
}

export function openWalletWatch({ db, pause = shortly, most = 10_000 }: WatchOptions): WalletWatch {
  const closing = new AbortController()
  const followers = new Set<Following>()
  const waiters = new Set<Waiter>()
  let isLooking = false

  const lookOn = async () => {
    isLooking = true
    for (;;) {
      await pause(closing.signal).catch(() => undefined)
      if (waiters.size === 0) break
      const last = await lastJournals(db, waiters)
      for (const { wallet, journal, tell } of [...waiters])
        if ((last.get(wallet) ?? '') > (journal ?? '')) tell(true)
    }
    isLooking = false
  }

  const follow = (wallet: string): Following => {
    let ended = false
    let stopWaiting: ((moved: false) => void) | undefined
    const isOver = () => ended || closing.signal.aborted
    const wait = (journal: string | null) =>
      new Promise<boolean>((resolve) => {
        const tell = (moved: boolean) => {
          waiters.delete(waiter)
          resolve(moved)
        }
        const waiter = { wallet, journal, tell }
        stopWaiting = tell
        waiters.add(waiter)
        if (!isLooking) void lookOn()
      })
    const following: Following = {
      begin: () => void followers.add(following),
      isOver,
      movedPast: async (journal) => !isOver() && wait(journal),
      end() {
        ended = true
        followers.delete(following)
        stopWaiting?.(false)
      },
    }
    return following
  }

  return {
    hasRoom: () => followers.size < most,
    followers: () => followers.size,
    follow,
    close() {
      closing.abort()
      for (const { tell } of [...waiters]) tell(false)
    },
  }
}

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
