import { setTimeout as sleep } from 'node:timers/promises'
import { openDuePages } from '../../jobs/carry-out-due.ts'
import { isWorthAsking } from '../../posting/fault.ts'
import type { Progress } from '../progress.ts'
import type { Workbench } from '../with-ledger.ts'

/** What carrying out all that is due came to. */
export interface CarriedOut {
  /** That were looked at and are done. */
  readonly wallets: number
  /** What kept others from it. */
  readonly faults: readonly unknown[]
}

const pauseMs = 1_000

/** Carries out what is due now, page after page, waiting for the database where it must. */
export async function carryOutAll(
  { db, posting, clock }: Workbench,
  signal: AbortSignal,
  progress: Progress,
): Promise<CarriedOut> {
  const pages = openDuePages({ db, posting, now: clock.now })
  const faults: unknown[] = []
  let wallets = 0
  while (!signal.aborted) {
    try {
      const page = await pages.runPage()
      wallets += page.wallets
      progress.tell(wallets, `${wallets.toLocaleString('en')} wallets`)
      if (!page.isMore) break
    } catch (fault) {
      if (!isWorthAsking(fault)) faults.push(fault)
      else {
        progress.say('waiting for the database')
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
      }
    }
  }
  return { wallets, faults }
}
