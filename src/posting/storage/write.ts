import type { AccountId, RedemptionId } from '../../domain/ids.ts'
import type { AuditRow, KeyRow } from '../changes.ts'
import type { AccrualRow, NoticeRow, RedemptionRow, RefundRow } from '../rows.ts'
import { column, type Tx } from './transaction.ts'

// What a batch writes beside history and balances: one statement a table. Rows whose key another
// process may hold go in the order of that key, so that no two batches wait for each other.

/** @returns how many keys were free: fewer than given where another process took one meanwhile. */
export const insertKeys = (tx: Tx, rows: readonly KeyRow[]) =>
  tx.$executeRaw`
    insert into idempotency (caller, key, test, fingerprint, answer, created_at)
    select caller, key, test, decode(fingerprint, 'hex'), answer,
           created_at
    from unnest(
      ${column(rows, (row) => row.caller)}::text[],
      ${column(rows, (row) => row.key)}::text[],
      ${column(rows, (row) => row.test)}::boolean[],
      ${column(rows, (row) => row.fingerprint)}::text[],
      ${column(rows, (row) => JSON.stringify(row.answer))}::jsonb[],
      ${column(rows, (row) => row.createdAt)}::timestamptz[]
    ) as row (caller, key, test, fingerprint, answer, created_at)
    order by caller, key, test
    on conflict do nothing`

/** @returns how many orders were free: fewer than given where another process took one meanwhile. */
export const insertRedemptions = (tx: Tx, rows: readonly RedemptionRow[]) =>
  tx.$executeRaw`
    insert into redemption
      (id, wallet_id, merchant_id, order_id, status, order_amount, discount_amount, points,
       captured_points, refunded_points, foreign_amount, foreign_currency, foreign_rate,
       hold_expires_at, created_at)
    select
      id, wallet_id, merchant_id, order_id, status,
      order_amount, discount_amount, points, captured_points,
      refunded_points, foreign_amount, foreign_currency, foreign_rate,
      hold_expires_at, created_at
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.walletId)}::uuid[],
      ${column(rows, (row) => row.merchantId)}::uuid[],
      ${column(rows, (row) => row.orderId)}::text[],
      ${column(rows, (row) => row.status)}::redemption_status[],
      ${column(rows, (row) => row.orderAmount)}::bigint[],
      ${column(rows, (row) => row.discountAmount)}::bigint[],
      ${column(rows, (row) => row.points)}::bigint[],
      ${column(rows, (row) => row.capturedPoints)}::bigint[],
      ${column(rows, (row) => row.refundedPoints)}::bigint[],
      ${column(rows, (row) => row.foreignAmount)}::numeric[],
      ${column(rows, (row) => row.foreignCurrency)}::text[],
      ${column(rows, (row) => row.foreignRate)}::numeric[],
      ${column(rows, (row) => row.holdExpiresAt)}::timestamptz[],
      ${column(rows, (row) => row.createdAt)}::timestamptz[]
    ) as row
      (id, wallet_id, merchant_id, order_id, status, order_amount, discount_amount, points,
       captured_points, refunded_points, foreign_amount, foreign_currency, foreign_rate,
       hold_expires_at, created_at)
    order by merchant_id, order_id
    on conflict do nothing`

/** Redemptions that are there already: what a step of them changes. */
export const updateRedemptions = (tx: Tx, rows: readonly RedemptionRow[]) =>
  tx.$executeRaw`
    update redemption
    set status = row.status, captured_points = row.captured_points,
        refunded_points = row.refunded_points
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.status)}::redemption_status[],
      ${column(rows, (row) => row.capturedPoints)}::bigint[],
      ${column(rows, (row) => row.refundedPoints)}::bigint[]
    ) as row (id, status, captured_points, refunded_points)
    where redemption.id = row.id`

export const lapseRedemptions = (tx: Tx, ids: readonly RedemptionId[]) =>
  tx.$executeRaw`update redemption set status = 'LAPSED' where id = any(${ids}::uuid[])`

export const insertRefunds = (tx: Tx, rows: readonly RefundRow[]) =>
  tx.$executeRaw`
    insert into refund (id, redemption_id, points, expired_points, reason, created_at)
    select id, redemption_id, points, expired_points, reason, created_at
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.redemptionId)}::uuid[],
      ${column(rows, (row) => row.points)}::bigint[],
      ${column(rows, (row) => row.expiredPoints)}::bigint[],
      ${column(rows, (row) => row.reason)}::text[],
      ${column(rows, (row) => row.createdAt)}::timestamptz[]
    ) as row (id, redemption_id, points, expired_points, reason, created_at)`

export const insertAccruals = (tx: Tx, rows: readonly AccrualRow[]) =>
  tx.$executeRaw`
    insert into accrual
      (id, contract_id, wallet_id, status, purpose, amount, available_amount, pending_amount,
       refused_code, idempotency_key, event_title, valid_through, scheduled_for, created_at,
       completed_at, test, recipient_account, recipient_person_id)
    select
      id, contract_id, wallet_id, status, purpose,
      amount, available_amount, pending_amount, refused_code,
      idempotency_key, event_title, valid_through, scheduled_for,
      created_at, completed_at, test, recipient_account, recipient_person_id
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.contractId)}::uuid[],
      ${column(rows, (row) => row.walletId)}::uuid[],
      ${column(rows, (row) => row.status)}::accrual_status[],
      ${column(rows, (row) => row.purpose)}::purpose[],
      ${column(rows, (row) => row.amount)}::bigint[],
      ${column(rows, (row) => row.availableAmount)}::bigint[],
      ${column(rows, (row) => row.pendingAmount)}::bigint[],
      ${column(rows, (row) => row.refusedCode)}::text[],
      ${column(rows, (row) => row.idempotencyKey)}::text[],
      ${column(rows, (row) => row.eventTitle)}::text[],
      ${column(rows, (row) => row.validThrough)}::date[],
      ${column(rows, (row) => row.scheduledFor)}::timestamptz[],
      ${column(rows, (row) => row.createdAt)}::timestamptz[],
      ${column(rows, (row) => row.completedAt)}::timestamptz[],
      ${column(rows, (row) => row.test)}::boolean[],
      ${column(rows, (row) => row.recipientAccount)}::text[],
      ${column(rows, (row) => row.recipientPersonId)}::uuid[]
    ) as row
      (id, contract_id, wallet_id, status, purpose, amount, available_amount, pending_amount,
       refused_code, idempotency_key, event_title, valid_through, scheduled_for, created_at,
       completed_at, test, recipient_account, recipient_person_id)`

/** Accruals that are there already: what their payment or their end changes. */
export const updateAccruals = (tx: Tx, rows: readonly AccrualRow[]) =>
  tx.$executeRaw`
    update accrual
    set wallet_id = row.wallet_id, status = row.status, available_amount = row.available_amount,
        pending_amount = row.pending_amount, refused_code = row.refused_code,
        valid_through = row.valid_through, completed_at = row.completed_at
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.walletId)}::uuid[],
      ${column(rows, (row) => row.status)}::accrual_status[],
      ${column(rows, (row) => row.availableAmount)}::bigint[],
      ${column(rows, (row) => row.pendingAmount)}::bigint[],
      ${column(rows, (row) => row.refusedCode)}::text[],
      ${column(rows, (row) => row.validThrough)}::date[],
      ${column(rows, (row) => row.completedAt)}::timestamptz[]
    ) as row
      (id, wallet_id, status, available_amount, pending_amount, refused_code, valid_through,
       completed_at)
    where accrual.id = row.id`

export const insertNotices = (tx: Tx, rows: readonly NoticeRow[]) =>
  tx.$executeRaw`
    insert into notice
      (id, wallet_id, kind, points, valid_through, created_at, queued_at, next_attempt_at)
    select id, wallet_id, 'ACCRUAL', points, valid_through, created_at, created_at, created_at
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.walletId)}::uuid[],
      ${column(rows, (row) => row.points)}::bigint[],
      ${column(rows, (row) => row.validThrough)}::date[],
      ${column(rows, (row) => row.createdAt)}::timestamptz[]
    ) as row (id, wallet_id, points, valid_through, created_at)`

export const closeAccounts = (tx: Tx, ids: readonly AccountId[]) =>
  tx.$executeRaw`update account set status = 'CLOSED' where id = any(${ids}::uuid[])`

export const insertAudits = (tx: Tx, rows: readonly AuditRow[]) =>
  tx.$executeRaw`
    insert into audit_event (id, at, actor, action, target_type, target_id, details)
    select id, at, actor, action, target_type, target_id, details
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.at)}::timestamptz[],
      ${column(rows, (row) => row.actor)}::text[],
      ${column(rows, (row) => row.action)}::text[],
      ${column(rows, (row) => row.targetType)}::text[],
      ${column(rows, (row) => row.targetId)}::text[],
      ${column(rows, (row) => JSON.stringify(row.details))}::jsonb[]
    ) as row (id, at, actor, action, target_type, target_id, details)`
