import type { AccrualId } from '../domain/ids.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { Job, PostingParts } from './due-work.ts'
import { openSetAside } from './set-aside.ts'

const pageSize = 500

/** R10: scheduled accruals whose time has come. */
export function payAccruals({ db, posting, now }: PostingParts): Job {
  const setAside = openSetAside<AccrualId>()
  const pay = (accrual: AccrualId) =>
    posting.post<'payAccrual'>({ kind: 'payAccrual', caller: null, accrual })
  return {
    name: 'pay accruals',
    async runPage() {
      const due = await dueAccruals(db, now(), setAside.ids())
      if (due.length === 0) setAside.clear()
      const [fault] = await setAside.postEach(
        due.map(({ id }) => id),
        pay,
      )
      if (fault) throw fault
      return due.length === pageSize
    },
  }
}

/** Those that another batch holds are left to it: it pays or cancels them. */
const dueAccruals = (db: PrismaClient, now: Date, without: readonly AccrualId[]) =>
  db.$queryRaw<{ id: AccrualId }[]>`
    select id
    from accrual
    where status = 'SCHEDULED' and scheduled_for <= ${now} and id <> all(${without}::uuid[])
    order by scheduled_for, id
    limit ${pageSize}
    for no key update skip locked`
