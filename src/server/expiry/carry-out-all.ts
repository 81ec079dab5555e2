import { setTimeout as sleep } from 'node:timers/promises'
import { openDuePages } from '../../jobs/carry-out-due.ts'
import type { DuePage } from '../../jobs/due-work.ts'
import { openOrdersPages } from '../../jobs/expire-coupon-orders.ts'
import { isWorthAsking } from '../../posting/fault.ts'
import type { Progress } from '../progress.ts'
import type { Workbench } from '../with-ledger.ts'

/** What carrying out all that is due came to. */
export interface CarriedOut {
  /** How much was looked at and is done. */
  readonly done: number
  /** What kept the rest from it. */
  readonly faults: readonly unknown[]
  /** Why it could no longer be told what is due; undefined where it could. */
  readonly stoppedBy?: unknown
}

/** Carries out what is due in wallets now, page after page, waiting for the database where it must. */
export const carryOutAll = (
  { db, posting, clock }: Workbench,
  signal: AbortSignal,
  progress: Progress,
): Promise<CarriedOut> => {
  const { runPage } = openDuePages({ db, posting, offsetMs: clock.offsetMs })
  return workOff(runPage, signal, progress, 'wallets')
}

/** R18: the same for orders of coupons whose deadline has passed. */
export const expireAllOrders = (
  { db, posting, clock }: Workbench,
  signal: AbortSignal,
  progress: Progress,
): Promise<CarriedOut> => {
  const { runPage } = openOrdersPages({ db, posting, offsetMs: clock.offsetMs })
  return workOff(runPage, signal, progress, 'orders of coupons')
}

const pauseMs = 1_000

async function workOff(
  runPage: () => Promise<DuePage>,
  signal: AbortSignal,
  progress: Progress,
  things: string,
): Promise<CarriedOut> {
  const faults: unknown[] = []
  let done = 0
  while (!signal.aborted) {
    let page: DuePage
    try {
      page = await runPage()
    } catch (fault) {
      if (!isWorthAsking(fault)) return { done, faults, stoppedBy: fault }
      page = { done: 0, faults: [fault], isMore: true }
    }
    const lasting = page.faults.filter((fault) => !isWorthAsking(fault))
    faults.push(...lasting)
    done += page.done
    if (page.done > 0) progress.tell(done, `${done.toLocaleString('en')} ${things}`)
    if (page.faults.length > lasting.length) {
      progress.say('waiting for the database')
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    } else if (!page.isMore) break
  }
  return { done, faults }
}
