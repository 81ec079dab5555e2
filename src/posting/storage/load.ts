import type { KstMonth } from '../../domain/calendar.ts'
import type { AccountId, LotId, MerchantId, PersonId, WalletId } from '../../domain/ids.ts'
import type { RedemptionStatus } from '../../domain/spending.ts'
import type { Lot } from '../../domain/wallet.ts'
import type { Tx } from './transaction.ts'

// What a batch reads once its locks are held: each statement sees all that was committed before.

export interface DatabaseTime {
  readonly at: Date
  /** Periods that are closed (R31). */
  readonly closed: readonly KstMonth[]
}

/** The one clock of all processes. Milliseconds are cut off, so that what is stored is what is compared. */
export async function readTime(tx: Tx): Promise<DatabaseTime> {
  const [time] = await tx.$queryRaw<DatabaseTime[]>`
    select date_trunc('milliseconds', clock_timestamp()) as at,
           array(select period::text from closed_period) as closed`
  if (!time) throw new Error('The database did not tell the time')
  return time
}

export interface AccountLoaded {
  readonly id: AccountId
  readonly externalId: string
  readonly person: PersonId
  readonly status: 'ACTIVE' | 'CLOSED'
  readonly wallet: WalletId
}

export const accountsOfPersons = (tx: Tx, persons: readonly PersonId[]) =>
  tx.$queryRaw<AccountLoaded[]>`
    select account.id, account.external_id as "externalId", account.person_id as person,
           account.status, wallet.id as wallet
    from account
    join wallet on wallet.account_id = account.id
    where account.person_id = any(${persons}::uuid[])
    order by account.id`

export interface KeptLoaded {
  readonly caller: string
  readonly key: string
  readonly test: boolean
  readonly fingerprint: string
  readonly answer: unknown
}

export const keptAnswers = (tx: Tx, callers: readonly string[], keys: readonly string[]) =>
  tx.$queryRaw<KeptLoaded[]>`
    select caller, key, test, encode(fingerprint, 'hex') as fingerprint, answer
    from idempotency
    where (caller, key) in (
      select * from unnest(${callers}::text[], ${keys}::text[]))`

/** A lot as the rules see it: so many are read at times that a second form would cost. */
export type LotLoaded = Lot & { readonly wallet: WalletId }

/**
 * Lots that still hold something, nearly in the order in which they are spent, so that sorting them
 * again is cheap. Not quite: the id of one that was scheduled is older than its accrual's payment.
 */
export const liveLots = (tx: Tx, wallets: readonly WalletId[]) =>
  tx.$queryRaw<LotLoaded[]>`
    select id, wallet_id as wallet, contract_id as contract, amount, remaining, held, pending,
           expired, accrued_at as "accruedAt", expires_at as "expiresAt"
    from lot
    where wallet_id = any(${wallets}::uuid[]) and (remaining > 0 or held > 0 or pending > 0)
    order by wallet_id, expires_at, id`

/** Lots by their own ids, also those that are spent. */
export const lotsById = (tx: Tx, ids: readonly LotId[]) =>
  tx.$queryRaw<LotLoaded[]>`
    select id, wallet_id as wallet, contract_id as contract, amount, remaining, held, pending,
           expired, accrued_at as "accruedAt", expires_at as "expiresAt"
    from lot
    where id = any(${ids}::uuid[])`

export interface OrderLoaded {
  readonly merchant: MerchantId
  readonly orderId: string
  readonly wallet: WalletId
  readonly status: RedemptionStatus
  readonly holdExpiresAt: Date | null
}

/** R21: orders that have a redemption which counts, or did until its hold was over. */
export const takenOrders = (tx: Tx, merchants: readonly string[], orderIds: readonly string[]) =>
  tx.$queryRaw<OrderLoaded[]>`
    select merchant_id as merchant, order_id as "orderId", wallet_id as wallet, status,
           hold_expires_at as "holdExpiresAt"
    from redemption
    where (merchant_id, order_id) in (
        select * from unnest(${merchants}::uuid[], ${orderIds}::text[]))
      and status not in ('VOIDED', 'LAPSED')`
