import { setTimeout as sleep } from 'node:timers/promises'
import { openDuePages } from '../../jobs/carry-out-due.ts'
import { openOrdersPages } from '../../jobs/expire-coupon-orders.ts'
import { isWorthAsking } from '../../posting/fault.ts'
import type { Progress } from '../progress.ts'
import type { Workbench } from '../with-ledger.ts'

interface Outcome {
  /** What kept others from it. */
  readonly faults: readonly unknown[]
  /** Why it could no longer be told which are due; undefined where it could. */
  readonly stoppedBy?: unknown
}

/** What carrying out all that is due in wallets came to. */
export interface CarriedOut extends Outcome {
  /** That were looked at and are done. */
  readonly wallets: number
}

/** Carries out what is due now, page after page, waiting for the database where it must. */
export async function carryOutAll(
  { db, posting, clock }: Workbench,
  signal: AbortSignal,
  progress: Progress,
): Promise<CarriedOut> {
  const pages = openDuePages({ db, posting, offsetMs: clock.offsetMs })
  const runPage = async () => {
    const { wallets: done, ...page } = await pages.runPage()
    return { done, ...page }
  }
  const { done: wallets, ...outcome } = await workOff(runPage, signal, progress, 'wallets')
  return { wallets, ...outcome }
}

/** What having all coupons expire that are past their deadline came to. */
export interface CouponsExpired extends Outcome {
  /** Of which no coupon is open any more. */
  readonly orders: number
}

/** R18: the same for orders of coupons whose deadline has passed. */
export async function expireAllOrders(
  { db, posting, clock }: Workbench,
  signal: AbortSignal,
  progress: Progress,
): Promise<CouponsExpired> {
  const pages = openOrdersPages({ db, posting, offsetMs: clock.offsetMs })
  const runPage = async () => {
    const { orders: done, ...page } = await pages.runPage()
    return { done, ...page }
  }
  const { done: orders, ...outcome } = await workOff(runPage, signal, progress, 'orders of coupons')
  return { orders, ...outcome }
}

interface Page {
  readonly done: number
  readonly faults: readonly unknown[]
  readonly isMore: boolean
}

const pauseMs = 1_000

async function workOff(
  runPage: () => Promise<Page>,
  signal: AbortSignal,
  progress: Progress,
  things: string,
): Promise<Outcome & Pick<Page, 'done'>> {
  const faults: unknown[] = []
  let done = 0
  while (!signal.aborted) {
    let page: Page
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
