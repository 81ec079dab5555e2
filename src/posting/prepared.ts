import { type KstMonth, monthAfter } from '../domain/calendar.ts'
import type { CouponOrderId, WalletId } from '../domain/ids.ts'
import { type Ledger, postBatch } from './batch.ts'
import type { Item } from './carry-out.ts'
import { isHoldsOver, isMonthMissing, isOrdersDue } from './fault.ts'
import { makeHistoryMonth } from './storage/history-month.ts'

/**
 * Posts a batch, and first whatever it finds that it needs: the partitions of its month, the
 * lapse of holds that still take its orders, the expiry of coupons that still reserve points. The next month's partitions are made meanwhile, so
 * that its first batch finds them.
 */
export async function postPrepared(ledger: Ledger, batch: readonly Item[]) {
  const { answers, months, wallets } = await postOrPrepare(ledger, batch)
  ledger.onCommitted(wallets)
  for (const month of months) makeAhead(ledger, monthAfter(month))
  return answers
}

// Each try finds at most what came due since the one before.
const triesMax = 5

async function postOrPrepare(ledger: Ledger, batch: readonly Item[]) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await postBatch(ledger, batch)
    } catch (fault) {
      if (tries >= triesMax || !(await prepare(ledger, fault))) throw fault
      // Orders come by pages, each of which leaves fewer: that is no try in vain.
      if (isOrdersDue(fault)) tries -= 1
    }
  }
}

/** Does what a batch's fault asks for; false where it asks for nothing. */
async function prepare(ledger: Ledger, fault: unknown): Promise<boolean> {
  if (isMonthMissing(fault)) await makeMonth(ledger, fault.month)
  else if (isHoldsOver(fault)) await postPrepared(ledger, fault.wallets.map(carryingOutDue))
  else if (isOrdersDue(fault)) await postPrepared(ledger, fault.orders.map(expiring))
  else return false
  return true
}

/** R21: a hold whose time is up is lapsed first, as a command of its own. */
const carryingOutDue = (wallet: WalletId): Item => ({
  command: { kind: 'carryOutDue', caller: null, wallet },
  fingerprint: '',
})

/** R18: coupons past their deadline expire first, as a command of their own. */
const expiring = (order: CouponOrderId): Item => ({
  command: { kind: 'expireCouponOrder', caller: null, order },
  fingerprint: '',
})

async function makeMonth({ db, months }: Ledger, month: KstMonth): Promise<void> {
  await makeHistoryMonth(db, month)
  months.add(month)
}

/** Nobody waits for it; what fails is tried again after the next batch. */
function makeAhead(ledger: Ledger, month: KstMonth): void {
  if (ledger.months.has(month) || ledger.making !== undefined) return
  ledger.making = makeMonth(ledger, month)
    .catch(() => undefined)
    .finally(() => {
      ledger.making = undefined
    })
}
