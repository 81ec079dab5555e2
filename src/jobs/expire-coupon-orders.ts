import type { CouponOrderId } from '../domain/ids.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { type DuePage, type Job, jobOf, type PostingParts } from './due-work.ts'
import { platformTime } from './platform-time.ts'
import { openSetAside } from './set-aside.ts'

const pageSize = 500

/** R18: orders whose coupons expire because their deadline has passed. */
export const expireCouponOrders = (parts: PostingParts): Job =>
  jobOf('expire coupon orders', openOrdersPages(parts).runPage)

/**
 * Has coupons expire, some orders at a time.
 *
 * An order that can't be by its own fault is passed over by the next pages, until none is left but
 * such. Rejects where it can't be told which orders are due.
 */
export function openOrdersPages({ db, posting, offsetMs }: PostingParts): {
  readonly runPage: () => Promise<DuePage>
} {
  const setAside = openSetAside<CouponOrderId>('coupon order')
  const expire = (order: CouponOrderId) =>
    posting.post<'expireCouponOrder'>({ kind: 'expireCouponOrder', caller: null, order })
  return {
    async runPage() {
      const due = await dueOrders(db, offsetMs(), setAside.ids())
      if (due.length === 0) setAside.clear()
      const ids = due.map(({ id }) => id)
      const faults = await setAside.postEach(ids, expire)
      return { done: due.length - faults.length, faults, isMore: due.length === pageSize }
    },
  }
}

/**
 * Those that a batch holds just now are left to it: it has them expire. Nothing is claimed by that,
 * the locks end with the statement: processes that look at once may find the same, and whichever
 * posts second finds nothing to do.
 */
const dueOrders = (db: PrismaClient, offsetMs: number, without: readonly CouponOrderId[]) =>
  db.$queryRaw<{ id: CouponOrderId }[]>`
    select id
    from coupon_order
    where register_by < (${platformTime(offsetMs)} at time zone 'Asia/Seoul')::date
      and issued_at is not null and voided_at is null and expired_at is null
      and id <> all(${without}::uuid[])
    order by register_by, contract_id, id
    limit ${pageSize}
    for no key update skip locked`
