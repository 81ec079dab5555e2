import type { ContractId, LotId, MerchantId, RedemptionId, WalletId } from '../../domain/ids.ts'
import { idOf, stampOf } from '../../domain/sequence.ts'
import type { RedemptionRow } from '../rows.ts'
import type { Tx } from './transaction.ts'

// What a batch reads of redemptions. A redemption changes only under the lock of its wallet.

export interface RedemptionLoaded extends RedemptionRow {
  readonly merchantCode: string
}

export const redemptionsById = (tx: Tx, ids: readonly RedemptionId[]) =>
  tx.$queryRaw<RedemptionLoaded[]>`
    select redemption.id, wallet_id as "walletId", merchant_id as "merchantId",
           merchant.code as "merchantCode", order_id as "orderId", status,
           order_amount as "orderAmount", discount_amount as "discountAmount", points,
           captured_points as "capturedPoints", refunded_points as "refundedPoints",
           foreign_amount as "foreignAmount", foreign_currency as "foreignCurrency",
           foreign_rate as "foreignRate", hold_expires_at as "holdExpiresAt",
           redemption.created_at as "createdAt"
    from redemption
    join merchant on merchant.id = merchant_id
    where redemption.id = any(${ids}::uuid[])`

export interface HoldLoaded {
  readonly redemption: RedemptionId
  readonly wallet: WalletId
  readonly merchant: MerchantId
  readonly endsAt: Date
}

/** R20: what is held in wallets. */
export const openHolds = (tx: Tx, wallets: readonly WalletId[]) =>
  tx.$queryRaw<HoldLoaded[]>`
    select id as redemption, wallet_id as wallet, merchant_id as merchant,
           hold_expires_at as "endsAt"
    from redemption
    where wallet_id = any(${wallets}::uuid[]) and status = 'AUTHORIZED'`

export interface DrawLoaded {
  readonly redemption: RedemptionId
  readonly lot: LotId
  readonly contract: ContractId
  readonly points: bigint
}

interface Spent {
  readonly redemption: RedemptionId
  readonly wallet: WalletId
}

/**
 * What redemptions drew on, in the order in which it was taken: the entries of the journal by which
 * they began. Its id was made in the same command as the redemption's, so it lies right after it.
 */
export const drawsOf = (tx: Tx, spent: readonly Spent[]) =>
  tx.$queryRaw<DrawLoaded[]>`
    select journal.redemption_id as redemption, entry.lot_id as lot,
           entry.contract_id as contract, -entry.amount as points
    from unnest(
      ${spent.map(({ wallet }) => wallet)}::uuid[],
      ${spent.map(({ redemption }) => redemption)}::uuid[],
      ${spent.map(({ redemption }) => soonAfter(redemption))}::uuid[]
    ) as spent (wallet, redemption, soon)
    join journal on journal.owner_id = spent.wallet
      and journal.id > spent.redemption and journal.id < spent.soon
      and journal.redemption_id = spent.redemption and journal.kind in ('HOLD', 'REDEMPTION')
    join entry on entry.owner_id = journal.owner_id and entry.journal_id = journal.id
      and entry.account = 'WALLET_AVAILABLE'
    order by journal.redemption_id, entry.line`

const secondMs = 1_000

const soonAfter = (id: RedemptionId): string =>
  idOf({ at: stampOf(id).at + secondMs, counter: 0 }, '000000000000')
