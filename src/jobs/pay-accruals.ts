import type { AccrualId } from '../domain/ids.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { type Job, jobOf, type PostingParts } from './due-work.ts'
import { platformTime } from './platform-time.ts'
import { openSetAside } from './set-aside.ts'

const pageSize = 500

/** R10: scheduled accruals whose time has come. */
export function payAccruals({ db, posting, offsetMs }: PostingParts): Job {
  const setAside = openSetAside<AccrualId>('accrual')
  const pay = (accrual: AccrualId) =>
    posting.post<'payAccrual'>({ kind: 'payAccrual', caller: null, accrual })
  return jobOf('pay accruals', async () => {
    const due = await dueAccruals(db, offsetMs(), setAside.ids())
    if (due.length === 0) setAside.clear()
    const ids = due.map(({ id }) => id)
    const faults = await setAside.postEach(ids, pay)
    return { done: due.length - faults.length, faults, isMore: due.length === pageSize }
  })
}

/**
 * Those that a batch holds just now are left to it: it pays or cancels them. Nothing is claimed by
 * that, the locks end with the statement: processes that look at once may find the same, and
 * whichever posts second finds nothing to do.
 */
const dueAccruals = (db: PrismaClient, offsetMs: number, without: readonly AccrualId[]) =>
  db.$queryRaw<{ id: AccrualId }[]>`
    select id
    from accrual
    where status = 'SCHEDULED' and scheduled_for <= ${platformTime(offsetMs)}
      and id <> all(${without}::uuid[])
    order by scheduled_for, id
    limit ${pageSize}
    for no key update skip locked`
