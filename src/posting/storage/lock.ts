import type { ContractStatus, PartnerStatus } from '../../domain/contract.ts'
import type {
  AccountId,
  AccrualId,
  ContractId,
  CouponOrderId,
  MerchantId,
  PersonId,
  WalletId,
} from '../../domain/ids.ts'
import type { WalletStatus } from '../../domain/wallet.ts'
import type { AccrualRow, CouponOrderRow } from '../rows.ts'
import type { Tx } from './transaction.ts'

// What a batch locks: kinds in the order of this file, each kind in id order, so that no two
// batches can ever wait for each other.

/** An arbitrary number that names the gate among advisory locks. */
const settlementGate = 7_301_031n

/**
 * Held shared by every batch; closing a month holds it exclusively, so that no journal slips into a
 * closed month. Behind the gate no lock is waited for long: a stranger's must not stop everybody.
 * And rows are found by their keys, even where a table is so small that reading all of it would be
 * cheaper: plans are kept, and tables grow.
 */
export const enterSettlementGate = (tx: Tx) =>
  tx.$executeRaw`
    select pg_advisory_xact_lock_shared(${settlementGate}),
           set_config('lock_timeout', '5s', true),
           set_config('enable_seqscan', 'off', true),
           set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true)`

export interface ContractLocked {
  readonly id: ContractId
  readonly partnerCode: string
  readonly partnerStatus: PartnerStatus
  readonly channel: 'API' | 'COUPON' | 'PROMOTION'
  readonly status: ContractStatus
  readonly validityMonths: number
  readonly billing: 'PREPAID' | 'POSTPAID'
  readonly creditLimit: bigint
  readonly couponBilling: 'ON_DELIVERY' | 'ON_REGISTRATION'
  readonly startsOn: string
  readonly endsOn: string | null
  readonly budget: bigint
  readonly reserved: bigint
  readonly deposited: bigint
}

/** The partner is locked shared: suspending it waits for what is under way, and then holds. */
export const lockContracts = (tx: Tx, ids: readonly ContractId[]) =>
  tx.$queryRaw<ContractLocked[]>`
    select
      contract.id, contract.channel, contract.status, contract.billing,
      partner.code as "partnerCode", partner.status as "partnerStatus",
      contract.validity_months as "validityMonths", contract.credit_limit as "creditLimit",
      contract.coupon_billing as "couponBilling",
      contract.starts_on::text as "startsOn", contract.ends_on::text as "endsOn",
      contract.budget, contract.reserved, contract.deposited
    from contract
    join partner on partner.id = contract.partner_id
    where contract.id = any(${ids}::uuid[])
    order by contract.id
    for no key update of contract
    for share of partner`

export type CouponOrderLocked = CouponOrderRow & { readonly agencyCode: string | null }

/** With it all of its coupons: whoever registers one holds its order. */
export const lockCouponOrders = (tx: Tx, ids: readonly CouponOrderId[]) =>
  tx.$queryRaw<CouponOrderLocked[]>`
    select coupon_order.id, contract_id as "contractId", agency_id as "agencyId",
           agency.code as "agencyCode", coupon_order.status, event_title as "eventTitle", value,
           quantity, register_by as "registerBy", delivery, delivered_by as "deliveredBy", test,
           requested_at as "requestedAt", approved_at as "approvedAt", issued_at as "issuedAt",
           delivered_at as "deliveredAt", settled_at as "settledAt",
           cancelled_at as "cancelledAt", voided_at as "voidedAt", void_reason as "voidReason",
           expired_at as "expiredAt", delivered_period as "deliveredPeriod",
           reservation_id as "reservationId", made, registered
    from coupon_order
    left join agency on agency.id = coupon_order.agency_id
    where coupon_order.id = any(${ids}::uuid[])
    order by coupon_order.id
    for no key update of coupon_order`

export interface MerchantLocked {
  readonly id: MerchantId
  readonly code: string
  readonly currency: string
  readonly acceptsPoints: boolean
}

export const lockMerchants = (tx: Tx, codes: readonly string[]) =>
  tx.$queryRaw<MerchantLocked[]>`
    select id, code, currency, accepts_points as "acceptsPoints"
    from merchant
    where code = any(${codes}::text[])
    order by id
    for share`

export interface Target {
  readonly person: PersonId
  readonly identityHash: string
  readonly wallet: WalletId
}

/** The wallets to lock for recipients; who they are is read again once they are locked. */
export const findTargets = (
  tx: Tx,
  externalIds: readonly string[],
  hashes: readonly string[],
  persons: readonly PersonId[],
) =>
  tx.$queryRaw<Target[]>`
    select person.id as person, encode(person.identity_hash, 'hex') as "identityHash",
           wallet.id as wallet
    from (
      select id, person_id from account where external_id = any(${externalIds}::text[])
      union
      select account.id, account.person_id
      from account
      join person on person.id = account.person_id
      where person.identity_hash = any(
        select decode(hash, 'hex') from unnest(${hashes}::text[]) as named (hash))
      union
      select id, person_id from account where person_id = any(${persons}::uuid[])
    ) as account
    join person on person.id = account.person_id
    join wallet on wallet.account_id = account.id`

export interface WalletLocked {
  readonly id: WalletId
  readonly accountId: AccountId
  readonly status: WalletStatus
  readonly available: bigint
  readonly held: bigint
  readonly pending: bigint
  readonly nextDueAt: Date | null
  readonly lastJournalId: string | null
}

export const lockWallets = (tx: Tx, ids: readonly WalletId[]) =>
  tx.$queryRaw<WalletLocked[]>`
    select id, account_id as "accountId", status, available, held, pending,
           next_due_at as "nextDueAt", last_journal_id as "lastJournalId"
    from wallet
    where id = any(${ids}::uuid[])
    order by id
    for no key update`

/** Read under its lock, which due work skips. Contracts and wallets are locked before. */
export const lockAccruals = (tx: Tx, ids: readonly AccrualId[]) =>
  tx.$queryRaw<AccrualRow[]>`
    select id, contract_id as "contractId", wallet_id as "walletId", status, purpose, amount,
           available_amount as "availableAmount", pending_amount as "pendingAmount",
           refused_code as "refusedCode", idempotency_key as "idempotencyKey",
           event_title as "eventTitle", valid_through as "validThrough",
           scheduled_for as "scheduledFor", created_at as "createdAt",
           completed_at as "completedAt", test, recipient_account as "recipientAccount",
           recipient_person_id as "recipientPersonId"
    from accrual
    where id = any(${ids}::uuid[])
    order by id
    for no key update`
