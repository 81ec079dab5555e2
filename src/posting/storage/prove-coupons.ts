import { type Count, countOf } from './single-row.ts'
import type { Tx } from './transaction.ts'

/**
 * Orders that made or registered another number of coupons than there are, with a coupon whose
 * accrual is not what its order promised (R13, R16), or whose whole value was not set aside (R14).
 */
export const countCouponOrders = (tx: Tx) =>
  countOf(
    tx.$queryRaw<Count[]>`
      with counted as (
        select order_id as id, count(*) as made, count(accrual_id) as registered
        from coupon
        group by order_id
      ), otherwise as (
        select distinct coupon.order_id as id
        from coupon
        left join coupon_order on coupon_order.id = coupon.order_id
        left join accrual on accrual.id = coupon.accrual_id
        where coupon.accrual_id is not null
          and (accrual.contract_id, accrual.amount, accrual.test, accrual.completed_at,
               accrual.status)
            is distinct from (coupon_order.contract_id, coupon_order.value, coupon_order.test,
                              coupon.registered_at, 'COMPLETED'::accrual_status)
      ), set_aside as (
        select coupon_order.id, coalesce(sum(entry.amount), 0) as points
        from coupon_order
        join journal on journal.owner_id = contract_id and journal.id = reservation_id
          and journal.kind = 'RESERVATION'
        join entry on entry.owner_id = journal.owner_id and entry.journal_id = journal.id
          and entry.contract_id = coupon_order.contract_id and entry.account = 'CONTRACT_RESERVED'
        group by coupon_order.id
      )
      select count(*)
      from coupon_order
      full join counted using (id)
      left join otherwise using (id)
      left join set_aside using (id)
      where coupon_order.contract_id is null
         or coupon_order.made <> coalesce(counted.made, 0)
         or coupon_order.registered <> coalesce(counted.registered, 0)
         or otherwise.id is not null
         or coalesce(set_aside.points, 0)
            <> case when reservation_id is null then 0 else value * quantity end`,
  )
