import type { Contract } from '../../domain/contract.ts'
import type { WalletId } from '../../domain/ids.ts'
import type { Lot } from '../../domain/wallet.ts'
import type { HeldWallet } from '../books.ts'
import type { EntryRow, JournalRow } from '../changes.ts'
import { column, type Tx } from './transaction.ts'

// What a batch writes of history and of the balances that history proves: one statement a table.

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

export const updateLots = (tx: Tx, lots: readonly Lot[]) =>
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
      ${column(rows, (row) => row.line)}::integer[],
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
