import type { AccrualId } from '../domain/ids.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { Posting } from '../posting/posting.ts'
import type { Job } from './due-work.ts'

const pageSize = 500

/** R10: scheduled accruals whose time has come. */
export const payAccruals = (parts: {
  readonly db: PrismaClient
  readonly posting: Posting
  readonly now: () => Date
}): Job => ({
  name: 'pay accruals',
  async runPage() {
    const accruals = await dueAccruals(parts.db, parts.now())
    if (accruals.length === 0) return false
    await parts.posting.postAll<'payAccrual'>(
      accruals.map(({ id }) => ({ kind: 'payAccrual', caller: null, accrual: id })),
    )
    return accruals.length === pageSize
  },
})

/** Those that another batch holds are left to it: it pays or cancels them. */
const dueAccruals = (db: PrismaClient, now: Date) =>
  db.$queryRaw<{ id: AccrualId }[]>`
    select id
    from accrual
    where status = 'SCHEDULED' and scheduled_for <= ${now}
    order by scheduled_for, id
    limit ${pageSize}
    for no key update skip locked`
