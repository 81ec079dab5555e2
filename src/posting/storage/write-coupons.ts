import type { WalletId } from '../../domain/ids.ts'
import type { CouponOrderRow, CouponRow } from '../rows.ts'
import { column, type Tx } from './transaction.ts'

// What a batch writes of coupons: one statement a table.

export const insertCouponOrders = (tx: Tx, rows: readonly CouponOrderRow[]) =>
  tx.$executeRaw`
    insert into coupon_order
      (id, contract_id, agency_id, status, event_title, value, quantity, register_by, delivery,
       delivered_by, test, requested_at)
    select
      id, contract_id, agency_id, status, event_title, value, quantity, register_by, delivery,
      delivered_by, test, requested_at
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.contractId)}::uuid[],
      ${column(rows, (row) => row.agencyId)}::uuid[],
      ${column(rows, (row) => row.status)}::coupon_order_status[],
      ${column(rows, (row) => row.eventTitle)}::text[],
      ${column(rows, (row) => row.value)}::bigint[],
      ${column(rows, (row) => row.quantity)}::integer[],
      ${column(rows, (row) => row.registerBy)}::date[],
      ${column(rows, (row) => row.delivery)}::delivery[],
      ${column(rows, (row) => row.deliveredBy)}::delivered_by[],
      ${column(rows, (row) => row.test)}::boolean[],
      ${column(rows, (row) => row.requestedAt)}::timestamptz[]
    ) as row
      (id, contract_id, agency_id, status, event_title, value, quantity, register_by, delivery,
       delivered_by, test, requested_at)`

/** Orders that are there already: what a step of them, or of a coupon, changes. */
export const updateCouponOrders = (tx: Tx, rows: readonly CouponOrderRow[]) =>
  tx.$executeRaw`
    update coupon_order
    set status = row.status, approved_at = row.approved_at, issued_at = row.issued_at,
        delivered_at = row.delivered_at, cancelled_at = row.cancelled_at,
        voided_at = row.voided_at, void_reason = row.void_reason, expired_at = row.expired_at,
        delivered_period = row.delivered_period, reservation_id = row.reservation_id,
        registered = row.registered
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.status)}::coupon_order_status[],
      ${column(rows, (row) => row.approvedAt)}::timestamptz[],
      ${column(rows, (row) => row.issuedAt)}::timestamptz[],
      ${column(rows, (row) => row.deliveredAt)}::timestamptz[],
      ${column(rows, (row) => row.cancelledAt)}::timestamptz[],
      ${column(rows, (row) => row.voidedAt)}::timestamptz[],
      ${column(rows, (row) => row.voidReason)}::text[],
      ${column(rows, (row) => row.expiredAt)}::timestamptz[],
      ${column(rows, (row) => row.deliveredPeriod)}::text[],
      ${column(rows, (row) => row.reservationId)}::uuid[],
      ${column(rows, (row) => row.registered)}::integer[]
    ) as row
      (id, status, approved_at, issued_at, delivered_at, cancelled_at, voided_at, void_reason,
       expired_at, delivered_period, reservation_id, registered)
    where coupon_order.id = row.id`

export const registerCoupons = (tx: Tx, rows: readonly CouponRow[]) =>
  tx.$executeRaw`
    update coupon
    set accrual_id = row.accrual_id, registered_at = row.registered_at
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.accrualId)}::uuid[],
      ${column(rows, (row) => row.registeredAt)}::timestamptz[]
    ) as row (id, accrual_id, registered_at)
    where coupon.id = row.id`

export type Failures = readonly [wallet: WalletId, ids: readonly string[]]

/** R17: the failed codes that count, of accounts whose wallets are locked. */
export const keepFailures = (tx: Tx, rows: readonly Failures[]) =>
  tx.$executeRaw`
    insert into coupon_entry (wallet_id, failures)
    select wallet_id, failures::uuid[]
    from unnest(
      ${column(rows, ([wallet]) => wallet)}::uuid[],
      ${column(rows, ([, ids]) => `{${ids.join()}}`)}::text[]
    ) as row (wallet_id, failures)
    on conflict (wallet_id) do update set failures = excluded.failures`
