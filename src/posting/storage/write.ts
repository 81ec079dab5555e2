import type { Contract } from '../../domain/contract.ts'
import type { AccountId, WalletId } from '../../domain/ids.ts'
import type { Lot } from '../../domain/wallet.ts'
import type { HeldWallet } from '../books.ts'
import type { AuditRow, EntryRow, JournalRow, KeyRow } from '../changes.ts'
import type { AccrualRow, RedemptionRow } from '../rows.ts'
import { column, type Tx } from './transaction.ts'

// What a batch writes: one statement a table. Rows whose key another process may hold go in the
// order of that key, so that no two batches wait for each other.

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

export const insertAccruals = (tx: Tx, rows: readonly AccrualRow[]) =>
  tx.$executeRaw`
    insert into accrual
      (id, contract_id, wallet_id, status, purpose, amount, available_amount, pending_amount,
       refused_code, idempotency_key, event_title, valid_through, scheduled_for, created_at,
       completed_at, test)
    select
      id, contract_id, wallet_id, status, purpose,
      amount, available_amount, pending_amount, refused_code,
      idempotency_key, event_title, valid_through, scheduled_for,
      created_at, completed_at, test
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
      ${column(rows, (row) => row.test)}::boolean[]
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
      id, wallet_id, contract_id, amount, remaining, held,
      pending, expired, accrued_at, expires_at
    from unnest(
      ${column(lots, (lot) => lot.id)}::uuid[],
      ${column(lots, (lot) => lot.wallet)}::uuid[],
      ${column(lots, (lot) => lot.contract)}::uuid[],
      ${column(lots, (lot) => lot.amount)}::bigint[],
      ${column(lots, (lot) => lot.remaining)}::bigint[],
      ${column(lots, (lot) => lot.held)}::bigint[],
      ${column(lots, (lot) => lot.pending)}::bigint[],
      ${column(lots, (lot) => lot.expired)}::bigint[],
      ${column(lots, (lot) => lot.accruedAt)}::timestamptz[],
      ${column(lots, (lot) => lot.expiresAt)}::timestamptz[]
    ) as row
      (id, wallet_id, contract_id, amount, remaining, held, pending, expired, accrued_at, expires_at)`

export const updateLots = (tx: Tx, lots: readonly LotOf[]) =>
  tx.$executeRaw`
    update lot
    set remaining = row.remaining, held = row.held,
        pending = row.pending, expired = row.expired
    from unnest(
      ${column(lots, (lot) => lot.id)}::uuid[],
      ${column(lots, (lot) => lot.remaining)}::bigint[],
      ${column(lots, (lot) => lot.held)}::bigint[],
      ${column(lots, (lot) => lot.pending)}::bigint[],
      ${column(lots, (lot) => lot.expired)}::bigint[]
    ) as row (id, remaining, held, pending, expired)
    where lot.id = row.id`

export const insertJournals = (tx: Tx, rows: readonly JournalRow[]) =>
  tx.$executeRaw`
    insert into journal
      (owner_id, id, kind, posted_at, period, wallet_id, redemption_id, merchant_id, balance_after)
    select
      owner_id, id, kind, posted_at, period,
      wallet_id, redemption_id, merchant_id, balance_after
    from unnest(
      ${column(rows, (row) => row.ownerId)}::uuid[],
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.kind)}::journal_kind[],
      ${column(rows, (row) => row.postedAt)}::timestamptz[],
      ${column(rows, (row) => row.period)}::text[],
      ${column(rows, (row) => row.walletId)}::uuid[],
      ${column(rows, (row) => row.redemptionId)}::uuid[],
      ${column(rows, (row) => row.merchantId)}::uuid[],
      ${column(rows, (row) => row.balanceAfter)}::bigint[]
    ) as row
      (owner_id, id, kind, posted_at, period, wallet_id, redemption_id, merchant_id, balance_after)`

export const insertEntries = (tx: Tx, rows: readonly EntryRow[]) =>
  tx.$executeRaw`
    insert into entry
      (owner_id, journal_id, line, account, amount, contract_id, lot_id, merchant_id)
    select
      owner_id, journal_id, line, account, amount,
      contract_id, lot_id, merchant_id
    from unnest(
      ${column(rows, (row) => row.ownerId)}::uuid[],
      ${column(rows, (row) => row.journalId)}::uuid[],
      ${column(rows, (row) => row.line)}::smallint[],
      ${column(rows, (row) => row.account)}::ledger_account[],
      ${column(rows, (row) => row.amount)}::bigint[],
      ${column(rows, (row) => row.contractId)}::uuid[],
      ${column(rows, (row) => row.lotId)}::uuid[],
      ${column(rows, (row) => row.merchantId)}::uuid[]
    ) as row (owner_id, journal_id, line, account, amount, contract_id, lot_id, merchant_id)`

export const updateWallets = (tx: Tx, wallets: readonly HeldWallet[]) =>
  tx.$executeRaw`
    update wallet
    set status = row.status, available = row.available,
        held = row.held, pending = row.pending,
        next_due_at = row.next_due_at, last_journal_id = row.last_journal_id
    from unnest(
      ${column(wallets, ({ wallet }) => wallet.id)}::uuid[],
      ${column(wallets, ({ wallet }) => wallet.status)}::wallet_status[],
      ${column(wallets, ({ wallet }) => wallet.available)}::bigint[],
      ${column(wallets, ({ wallet }) => wallet.held)}::bigint[],
      ${column(wallets, ({ wallet }) => wallet.pending)}::bigint[],
      ${column(wallets, ({ wallet }) => wallet.nextDueAt)}::timestamptz[],
      ${column(wallets, ({ lastJournalId }) => lastJournalId)}::uuid[]
    ) as row (id, status, available, held, pending, next_due_at, last_journal_id)
    where wallet.id = row.id`

export const updateContracts = (tx: Tx, contracts: readonly Contract[]) =>
  tx.$executeRaw`
    update contract
    set budget = row.budget, reserved = row.reserved,
        deposited = row.deposited
    from unnest(
      ${column(contracts, ({ id }) => id)}::uuid[],
      ${column(contracts, ({ budget }) => budget)}::bigint[],
      ${column(contracts, ({ reserved }) => reserved)}::bigint[],
      ${column(contracts, ({ deposited }) => deposited)}::bigint[]
    ) as row (id, budget, reserved, deposited)
    where contract.id = row.id`

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
