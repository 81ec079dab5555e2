import { type Count, countOf, one } from './single-row.ts'
import type { Tx } from './transaction.ts'

// What the proof asks of stored balances: each statement sums history first and joins the sums, so
// that it stays a few passes over history however long that is.

/** From here on the transaction changes nothing; sums of millions of rows get memory and stay within a partition. */
export async function beReadOnly(tx: Tx): Promise<void> {
  await tx.$executeRaw`set transaction read only`
  await tx.$executeRaw`
    select set_config('work_mem', '128MB', true),
           set_config('enable_partitionwise_join', 'on', true),
           set_config('enable_partitionwise_aggregate', 'on', true)`
}

export interface TimeAndTotals {
  readonly at: Date
  readonly available: bigint
  readonly held: bigint
  readonly pending: bigint
}

/** The database's time, and what the wallets say they hold. */
export const timeAndTotals = (tx: Tx) =>
  one(
    tx.$queryRaw<TimeAndTotals[]>`
      select date_trunc('milliseconds', clock_timestamp()) as at,
             coalesce(sum(available), 0)::bigint as available,
             coalesce(sum(held), 0)::bigint as held,
             coalesce(sum(pending), 0)::bigint as pending
      from wallet`,
  )

/** Wallets that are not the sums of their entries, or whose next due instant or last journal is another. */
export const countWallets = (tx: Tx) =>
  countOf(
    tx.$queryRaw<Count[]>`
      with posted as (
        select owner_id,
               coalesce(sum(amount) filter (where account = 'WALLET_AVAILABLE'), 0) as available,
               coalesce(sum(amount) filter (where account = 'WALLET_HELD'), 0) as held,
               coalesce(sum(amount) filter (where account = 'WALLET_PENDING'), 0) as pending
        from entry
        where lot_id is not null
        group by owner_id
      ), newest as (
        select distinct on (owner_id) owner_id, id from journal order by owner_id, id desc
      ), due as (
        select wallet_id, min(at) as at
        from (
          select wallet_id, expires_at as at from lot where remaining > 0 or pending > 0
          union all
          select wallet_id, hold_expires_at from redemption where status = 'AUTHORIZED'
        ) as instant
        group by wallet_id
      )
      select count(*)
      from wallet
      left join posted on posted.owner_id = wallet.id
      left join newest on newest.owner_id = wallet.id
      left join due on due.wallet_id = wallet.id
      where wallet.available <> coalesce(posted.available, 0)
         or wallet.held <> coalesce(posted.held, 0)
         or wallet.pending <> coalesce(posted.pending, 0)
         or wallet.next_due_at is distinct from due.at
         or wallet.last_journal_id is distinct from newest.id`,
  )

export interface LotCounts {
  readonly lots: bigint
  readonly accruals: bigint
}

/**
 * Lots that are not the sums of their entries under their own wallet and contract, or not as
 * their accrual says. Accruals whose split is not what their journal posted, those of a coupon that
 * is not theirs (R16), and those that granted nothing (tests, or not completed) and yet have a lot.
 */
export const countLots = (tx: Tx) =>
  one(
    tx.$queryRaw<LotCounts[]>`
      with posted as (
        select entry.lot_id, entry.owner_id, entry.contract_id,
               coalesce(sum(amount) filter (where account = 'WALLET_AVAILABLE'), 0) as remaining,
               coalesce(sum(amount) filter (where account = 'WALLET_HELD'), 0) as held,
               coalesce(sum(amount) filter (where account = 'WALLET_PENDING'), 0) as pending,
               coalesce(-sum(amount) filter (where kind in ('EXPIRY', 'FORFEIT')), 0) as expired,
               coalesce(sum(amount) filter (
                 where account = 'WALLET_AVAILABLE'
                   and kind in ('ACCRUAL', 'COUPON_REGISTRATION')), 0) as granted_available,
               coalesce(sum(amount) filter (
                 where account = 'WALLET_PENDING'
                   and kind in ('ACCRUAL', 'COUPON_REGISTRATION')), 0) as granted_pending,
               bool_or(kind = 'COUPON_REGISTRATION') as by_coupon
        from entry
        join journal on journal.owner_id = entry.owner_id and journal.id = entry.journal_id
        where entry.lot_id is not null
        group by entry.lot_id, entry.owner_id, entry.contract_id
      ), faulty_lot as (
        select distinct coalesce(lot.id, posted.lot_id) as id
        from lot
        full join posted
          on posted.lot_id = lot.id
         and posted.owner_id = lot.wallet_id
         and posted.contract_id = lot.contract_id
        left join accrual on accrual.id = lot.id
        where lot.id is null
           or posted.lot_id is null
           or (lot.remaining, lot.held, lot.pending, lot.expired)
              <> (posted.remaining, posted.held, posted.pending, posted.expired)
           or lot.amount is distinct from accrual.amount
           or lot.wallet_id is distinct from accrual.wallet_id
           or lot.contract_id is distinct from accrual.contract_id
           or lot.accrued_at is distinct from accrual.completed_at
           or lot.expires_at is distinct from
              (accrual.valid_through + 1)::timestamp at time zone 'Asia/Seoul'
      ), faulty_accrual as (
        select accrual.id
        from accrual
        left join lot on lot.id = accrual.id
        left join posted on posted.lot_id = accrual.id and posted.owner_id = accrual.wallet_id
        left join coupon on coupon.accrual_id = accrual.id
        where case
          when accrual.status = 'COMPLETED' and not accrual.test then
            lot.id is null
            or accrual.available_amount is distinct from posted.granted_available
            or accrual.pending_amount is distinct from posted.granted_pending
            or posted.by_coupon is distinct from (coupon.id is not null)
          else lot.id is not null
        end
      )
      select (select count(*) from faulty_lot) as lots,
             (select count(distinct id) from faulty_accrual) as accruals`,
  )

/**
 * Redemptions whose captured, refunded and held points are not what was posted for them, at their
 * merchant and in their wallet (R20, R25), or not what their status and their refunds say.
 */
export const countRedemptions = (tx: Tx) =>
  countOf(
    tx.$queryRaw<Count[]>`
      with posted as (
        select journal.redemption_id, journal.owner_id, journal.merchant_id,
               coalesce(sum(amount) filter (
                 where account = 'MERCHANT_PAYABLE' and kind <> 'REFUND'), 0) as captured,
               coalesce(-sum(amount) filter (
                 where account = 'MERCHANT_PAYABLE' and kind = 'REFUND'), 0) as refunded,
               coalesce(sum(amount) filter (where account = 'WALLET_HELD'), 0) as held,
               bool_or(entry.merchant_id <> journal.merchant_id) as elsewhere
        from entry
        join journal on journal.owner_id = entry.owner_id and journal.id = entry.journal_id
        where journal.redemption_id is not null
        group by journal.redemption_id, journal.owner_id, journal.merchant_id
      ), returned as (
        select redemption_id, sum(points) as points from refund group by redemption_id
      )
      select count(distinct coalesce(redemption.id, posted.redemption_id))
      from redemption
      full join posted
        on posted.redemption_id = redemption.id
       and posted.owner_id = redemption.wallet_id
       and posted.merchant_id = redemption.merchant_id
      left join returned on returned.redemption_id = redemption.id
      where redemption.id is null
         or posted.elsewhere
         or redemption.captured_points <> coalesce(posted.captured, 0)
         or redemption.refunded_points <> coalesce(posted.refunded, 0)
         or redemption.refunded_points <> coalesce(returned.points, 0)
         or coalesce(posted.held, 0)
            <> case when redemption.status = 'AUTHORIZED' then redemption.points else 0 end
         or redemption.status in ('VOIDED', 'LAPSED') <> (
              redemption.captured_points = 0 and redemption.status <> 'AUTHORIZED')
         or (redemption.status = 'REFUNDED') <> (
              redemption.captured_points > 0
              and redemption.refunded_points = redemption.captured_points)
         or (redemption.status = 'PARTIALLY_REFUNDED') <> (
              redemption.refunded_points > 0
              and redemption.refunded_points < redemption.captured_points)`,
  )
