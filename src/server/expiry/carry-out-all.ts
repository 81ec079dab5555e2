import { setTimeout as sleep } from 'node:timers/promises'
import { type DuePage, openDuePages } from '../../jobs/carry-out-due.ts'
import { isWorthAsking } from '../../posting/fault.ts'
import type { Progress } from '../progress.ts'
import type { Workbench } from '../with-ledger.ts'

/** What carrying out all that is due came to. */
export interface CarriedOut {
  /** That were looked at and are done. */
  readonly wallets: number
  /** What kept others from it. */
  readonly faults: readonly unknown[]
  /** Why it could no longer be told which wallets are due; undefined where it could. */
  readonly stoppedBy?: unknown
}

const pauseMs = 1_000

/** Carries out what is due now, page after page, waiting for the database where it must. */
export async function carryOutAll(
  { db, posting, clock }: Workbench,
  signal: AbortSignal,
  progress: Progress,
): Promise<CarriedOut> {
  const pages = openDuePages({ db, posting, offsetMs: clock.offsetMs })
  const faults: unknown[] = []
  let wallets = 0
  while (!signal.aborted) {
    let page: DuePage
    try {
      page = await pages.runPage()
    } catch (fault) {
      if (!isWorthAsking(fault)) return { wallets, faults, stoppedBy: fault }
      page = { wallets: 0, faults: [fault], isMore: true }
    }
    const lasting = page.faults.filter((fault) => !isWorthAsking(fault))
    faults.push(...lasting)
    wallets += page.wallets
    if (page.wallets > 0) progress.tell(wallets, `${wallets.toLocaleString('en')} wallets`)
    if (page.faults.length > lasting.length) {
      progress.say('waiting for the database')
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    } else if (!page.isMore) break
  }
  return { wallets, faults }
}
