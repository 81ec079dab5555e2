import type { Contract } from '../../domain/contract.ts'
import type { AccountId, WalletId } from '../../domain/ids.ts'
import type { Lot } from '../../domain/wallet.ts'
import type { HeldWallet } from '../books.ts'
import type { AuditRow, EntryRow, JournalRow, KeyRow } from '../changes.ts'
import type { AccrualRow, RedemptionRow } from '../rows.ts'
import { type Tx, texts } from './transaction.ts'

// What a batch writes: one statement a table. Rows whose key another process may hold go in the
// order of that key, so that no two batches wait for each other.

/** @returns how many keys were free: fewer than given where another process took one meanwhile. */
export const insertKeys = (tx: Tx, rows: readonly KeyRow[]) =>
  tx.$executeRaw`
    insert into idempotency (caller, key, test, fingerprint, answer, created_at)
    select caller, key, test::boolean, decode(fingerprint, 'hex'), answer::jsonb,
           created_at::timestamptz
    from unnest(
      ${texts(rows, (row) => row.caller)}::text[],
      ${texts(rows, (row) => row.key)}::text[],
      ${texts(rows, (row) => row.test)}::text[],
      ${texts(rows, (row) => row.fingerprint)}::text[],
      ${texts(rows, (row) => JSON.stringify(row.answer))}::text[],
      ${texts(rows, (row) => row.createdAt)}::text[]
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
      id::uuid, wallet_id::uuid, merchant_id::uuid, order_id, status::redemption_status,
      order_amount::bigint, discount_amount::bigint, points::bigint, captured_points::bigint,
      refunded_points::bigint, foreign_amount::numeric, foreign_currency, foreign_rate::numeric,
      hold_expires_at::timestamptz, created_at::timestamptz
    from unnest(
      ${texts(rows, (row) => row.id)}::text[],
      ${texts(rows, (row) => row.walletId)}::text[],
      ${texts(rows, (row) => row.merchantId)}::text[],
      ${texts(rows, (row) => row.orderId)}::text[],
      ${texts(rows, (row) => row.status)}::text[],
      ${texts(rows, (row) => row.orderAmount)}::text[],
      ${texts(rows, (row) => row.discountAmount)}::text[],
      ${texts(rows, (row) => row.points)}::text[],
      ${texts(rows, (row) => row.capturedPoints)}::text[],
      ${texts(rows, (row) => row.refundedPoints)}::text[],
      ${texts(rows, (row) => row.foreignAmount)}::text[],
      ${texts(rows, (row) => row.foreignCurrency)}::text[],
      ${texts(rows, (row) => row.foreignRate)}::text[],
      ${texts(rows, (row) => row.holdExpiresAt)}::text[],
      ${texts(rows, (row) => row.createdAt)}::text[]
    ) as row
      (id, wallet_id, merchant_id, order_id, status, order_amount, discount_amount, points,
       captured_points, refunded_points, foreign_amount, foreign_currency, foreign_rate,
       hold_expires_at, created_at)
    order by merchant_id, order_id
    on conflict do nothing`

export const insertAccruals = (tx: Tx, rows: readonly AccrualRow[]) =>
  tx.$executeRaw`
    insert into accrual
      (id, contract_id, wallet_id, status, purpose, amount, available_amount, pending_amount,
       refused_code, idempotency_key, event_title, valid_through, scheduled_for, created_at,
       completed_at, test)
    select
      id::uuid, contract_id::uuid, wallet_id::uuid, status::accrual_status, purpose::purpose,
      amount::bigint, available_amount::bigint, pending_amount::bigint, refused_code,
      idempotency_key, event_title, valid_through::date, scheduled_for::timestamptz,
      created_at::timestamptz, completed_at::timestamptz, test::boolean
    from unnest(
      ${texts(rows, (row) => row.id)}::text[],
      ${texts(rows, (row) => row.contractId)}::text[],
      ${texts(rows, (row) => row.walletId)}::text[],
      ${texts(rows, (row) => row.status)}::text[],
      ${texts(rows, (row) => row.purpose)}::text[],
      ${texts(rows, (row) => row.amount)}::text[],
      ${texts(rows, (row) => row.availableAmount)}::text[],
      ${texts(rows, (row) => row.pendingAmount)}::text[],
      ${texts(rows, (row) => row.refusedCode)}::text[],
      ${texts(rows, (row) => row.idempotencyKey)}::text[],
      ${texts(rows, (row) => row.eventTitle)}::text[],
      ${texts(rows, (row) => row.validThrough)}::text[],
      ${texts(rows, (row) => row.scheduledFor)}::text[],
      ${texts(rows, (row) => row.createdAt)}::text[],
      ${texts(rows, (row) => row.completedAt)}::text[],
      ${texts(rows, (row) => row.test)}::text[]
    ) as row
      (id, contract_id, wallet_id, status, purpose, amount, available_amount, pending_amount,
       refused_code, idempotency_key, event_title, valid_through, scheduled_for, created_at,
       completed_at, test)`

export type LotOf = Lot & { readonly wallet: WalletId }

export const insertLots = (tx: Tx, lots: readonly LotOf[]) =>
  tx.$executeRaw`
    insert into lot
      (id, wallet_id, contract_id, amount, remaining, held, pending, expired, accrued_at, expires_at)
    select
      id::uuid, wallet_id::uuid, contract_id::uuid, amount::bigint, remaining::bigint, held::bigint,
      pending::bigint, expired::bigint, accrued_at::timestamptz, expires_at::timestamptz
    from unnest(
      ${texts(lots, (lot) => lot.id)}::text[],
      ${texts(lots, (lot) => lot.wallet)}::text[],
      ${texts(lots, (lot) => lot.contract)}::text[],
      ${texts(lots, (lot) => lot.amount)}::text[],
      ${texts(lots, (lot) => lot.remaining)}::text[],
      ${texts(lots, (lot) => lot.held)}::text[],
      ${texts(lots, (lot) => lot.pending)}::text[],
      ${texts(lots, (lot) => lot.expired)}::text[],
      ${texts(lots, (lot) => lot.accruedAt)}::text[],
      ${texts(lots, (lot) => lot.expiresAt)}::text[]
    ) as row
      (id, wallet_id, contract_id, amount, remaining, held, pending, expired, accrued_at, expires_at)`

export const updateLots = (tx: Tx, lots: readonly LotOf[]) =>
  tx.$executeRaw`
    update lot
    set remaining = row.remaining::bigint, held = row.held::bigint,
        pending = row.pending::bigint, expired = row.expired::bigint
    from unnest(
      ${texts(lots, (lot) => lot.id)}::text[],
      ${texts(lots, (lot) => lot.remaining)}::text[],
      ${texts(lots, (lot) => lot.held)}::text[],
      ${texts(lots, (lot) => lot.pending)}::text[],
      ${texts(lots, (lot) => lot.expired)}::text[]
    ) as row (id, remaining, held, pending, expired)
    where lot.id = row.id::uuid`

export const insertJournals = (tx: Tx, rows: readonly JournalRow[]) =>
  tx.$executeRaw`
    insert into journal
      (owner_id, id, kind, posted_at, period, wallet_id, redemption_id, merchant_id, balance_after)
    select
      owner_id::uuid, id::uuid, kind::journal_kind, posted_at::timestamptz, period,
      wallet_id::uuid, redemption_id::uuid, merchant_id::uuid, balance_after::bigint
    from unnest(
      ${texts(rows, (row) => row.ownerId)}::text[],
      ${texts(rows, (row) => row.id)}::text[],
      ${texts(rows, (row) => row.kind)}::text[],
      ${texts(rows, (row) => row.postedAt)}::text[],
      ${texts(rows, (row) => row.period)}::text[],
      ${texts(rows, (row) => row.walletId)}::text[],
      ${texts(rows, (row) => row.redemptionId)}::text[],
      ${texts(rows, (row) => row.merchantId)}::text[],
      ${texts(rows, (row) => row.balanceAfter)}::text[]
    ) as row
      (owner_id, id, kind, posted_at, period, wallet_id, redemption_id, merchant_id, balance_after)`

export const insertEntries = (tx: Tx, rows: readonly EntryRow[]) =>
  tx.$executeRaw`
    insert into entry
      (owner_id, journal_id, line, account, amount, contract_id, lot_id, merchant_id)
    select
      owner_id::uuid, journal_id::uuid, line::smallint, account::ledger_account, amount::bigint,
      contract_id::uuid, lot_id::uuid, merchant_id::uuid
    from unnest(
      ${texts(rows, (row) => row.ownerId)}::text[],
      ${texts(rows, (row) => row.journalId)}::text[],
      ${texts(rows, (row) => row.line)}::text[],
      ${texts(rows, (row) => row.account)}::text[],
      ${texts(rows, (row) => row.amount)}::text[],
      ${texts(rows, (row) => row.contractId)}::text[],
      ${texts(rows, (row) => row.lotId)}::text[],
      ${texts(rows, (row) => row.merchantId)}::text[]
    ) as row (owner_id, journal_id, line, account, amount, contract_id, lot_id, merchant_id)`

export const updateWallets = (tx: Tx, wallets: readonly HeldWallet[]) =>
  tx.$executeRaw`
    update wallet
    set status = row.status::wallet_status, available = row.available::bigint,
        held = row.held::bigint, pending = row.pending::bigint,
        next_due_at = row.next_due_at::timestamptz, last_journal_id = row.last_journal_id::uuid
    from unnest(
      ${texts(wallets, ({ wallet }) => wallet.id)}::text[],
      ${texts(wallets, ({ wallet }) => wallet.status)}::text[],
      ${texts(wallets, ({ wallet }) => wallet.available)}::text[],
      ${texts(wallets, ({ wallet }) => wallet.held)}::text[],
      ${texts(wallets, ({ wallet }) => wallet.pending)}::text[],
      ${texts(wallets, ({ wallet }) => wallet.nextDueAt)}::text[],
      ${texts(wallets, ({ lastJournalId }) => lastJournalId)}::text[]
    ) as row (id, status, available, held, pending, next_due_at, last_journal_id)
    where wallet.id = row.id::uuid`

export const updateContracts = (tx: Tx, contracts: readonly Contract[]) =>
  tx.$executeRaw`
    update contract
    set budget = row.budget::bigint, reserved = row.reserved::bigint,
        deposited = row.deposited::bigint
    from unnest(
      ${texts(contracts, ({ id }) => id)}::text[],
      ${texts(contracts, ({ budget }) => budget)}::text[],
      ${texts(contracts, ({ reserved }) => reserved)}::text[],
      ${texts(contracts, ({ deposited }) => deposited)}::text[]
    ) as row (id, budget, reserved, deposited)
    where contract.id = row.id::uuid`

export const closeAccounts = (tx: Tx, ids: readonly AccountId[]) =>
  tx.$executeRaw`update account set status = 'CLOSED' where id = any(${ids}::uuid[])`

export const insertAudits = (tx: Tx, rows: readonly AuditRow[]) =>
  tx.$executeRaw`
    insert into audit_event (id, at, actor, action, target_type, target_id, details)
    select id::uuid, at::timestamptz, actor, action, target_type, target_id, details::jsonb
    from unnest(
      ${texts(rows, (row) => row.id)}::text[],
      ${texts(rows, (row) => row.at)}::text[],
      ${texts(rows, (row) => row.actor)}::text[],
      ${texts(rows, (row) => row.action)}::text[],
      ${texts(rows, (row) => row.targetType)}::text[],
      ${texts(rows, (row) => row.targetId)}::text[],
      ${texts(rows, (row) => JSON.stringify(row.details))}::text[]
    ) as row (id, at, actor, action, target_type, target_id, details)`
