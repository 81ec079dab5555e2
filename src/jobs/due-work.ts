import { setTimeout as sleep } from 'node:timers/promises'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { Posting } from '../posting/posting.ts'

/** One kind of work that comes due with time. It finds what is due, and owns no rule. */
export interface Job {
  readonly name: string
  /**
   * Carries out what is due, up to a page of it. Safe to run twice, at once in several processes,
   * or to be killed half-way.
   *
   * @param signal asks to break off what would take long.
   * @returns whether there may be more.
   */
  readonly runPage: (signal?: AbortSignal) => Promise<boolean>
}

/** What one look at what is due came to. */
export interface DuePage {
  /** How much of it is done. */
  readonly done: number
  /** What kept the rest from it. */
  readonly faults: readonly unknown[]
  readonly isMore: boolean
}

/** The job of working off such pages; it is told the first fault of each. */
export const jobOf = (name: string, runPage: () => Promise<DuePage>): Job => ({
  name,
  async runPage() {
    const { faults, isMore } = await runPage()
    if (faults.length > 0) throw faults[0]
    return isMore
  },
})

/** What jobs work with that post commands for what is due. */
export interface PostingParts {
  readonly db: PrismaClient
  readonly posting: Posting
  /** How far the platform's clock is ahead of the database's, as posting takes it. */
  readonly offsetMs: () => number
}

export interface DueWorkOptions {
  /** Hears what stopped a page; it is tried again after a pause. */
  readonly onFault: (job: string, fault: unknown) => void
  readonly pauseMs?: number
}

export interface DueWork {
  /** Takes no further page, and resolves when those under way are done. */
  readonly stop: () => Promise<void>
}

/** Works each job off, page after page, and looks again after a pause; no job waits for another. */
export function startDueWork(
  jobs: readonly Job[],
  { onFault, pauseMs = 1_000 }: DueWorkOptions,
): DueWork {
  const stopping = new AbortController()
  const { signal } = stopping
  const work = async ({ name, runPage }: Job) => {
    while (!signal.aborted) {
      const isMore = await runPage(signal).catch((fault: unknown) => onFault(name, fault))
      if (!isMore) await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
  const running = Promise.all(jobs.map(work))
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
