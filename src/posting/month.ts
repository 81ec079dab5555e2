import { type KstMonth, monthAfter } from '../domain/calendar.ts'
import { type Ledger, postBatch } from './batch.ts'
import type { Item } from './carry-out.ts'
import { isMonthMissing } from './fault.ts'
import { makeHistoryMonth } from './storage/history-month.ts'

/**
 * Posts a batch; where the partitions of its month are missing, they are made
 * first. The next month's are made meanwhile, so that its first batch finds them.
 */
export async function postInItsMonth(ledger: Ledger, batch: readonly Item[]) {
  const { answers, months } = await postOrMakeMonth(ledger, batch)
  for (const month of months) makeAhead(ledger, monthAfter(month))
  return answers
}

async function postOrMakeMonth(ledger: Ledger, batch: readonly Item[]) {
  try {
    return await postBatch(ledger, batch)
  } catch (fault) {
    if (!isMonthMissing(fault)) throw fault
    await makeMonth(ledger, fault.month)
    return postBatch(ledger, batch)
  }
}

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
