import type {
  AccrualId,
  ContractId,
  CouponOrderId,
  PersonId,
  RedemptionId,
  WalletId,
} from '../../domain/ids.ts'
import type { Tx } from './transaction.ts'

// What an id that a command names leads to. None of it ever changes, so it is read before the locks.

interface AccrualLink {
  readonly id: AccrualId
  readonly contract: ContractId
  readonly recipientAccount: string | null
  readonly recipientPersonId: PersonId | null
}

export const accrualLinks = (tx: Tx, ids: readonly AccrualId[]) =>
  tx.$queryRaw<AccrualLink[]>`
    select id, contract_id as contract, recipient_account as "recipientAccount",
           recipient_person_id as "recipientPersonId"
    from accrual
    where id = any(${ids}::uuid[])`

interface RedemptionLink {
  readonly id: RedemptionId
  readonly wallet: WalletId
}

export const redemptionLinks = (tx: Tx, ids: readonly RedemptionId[]) =>
  tx.$queryRaw<RedemptionLink[]>`
    select id, wallet_id as wallet
    from redemption
    where id = any(${ids}::uuid[])`

interface CouponOrderLink {
  readonly id: CouponOrderId
  readonly contract: ContractId
}

export const couponOrderLinks = (tx: Tx, ids: readonly CouponOrderId[]) =>
  tx.$queryRaw<CouponOrderLink[]>`
    select id, contract_id as contract
    from coupon_order
    where id = any(${ids}::uuid[])`

interface CouponLink {
  /** In hex. */
  readonly codeHash: string
  readonly couponOrder: CouponOrderId
  readonly contract: ContractId
}

export const couponLinks = (tx: Tx, codeHashes: readonly string[]) =>
  tx.$queryRaw<CouponLink[]>`
    select encode(coupon.code_hash, 'hex') as "codeHash", coupon.order_id as "couponOrder",
           coupon_order.contract_id as contract
    from coupon
    join coupon_order on coupon_order.id = coupon.order_id
    where coupon.code_hash = any(
      select decode(hash, 'hex') from unnest(${codeHashes}::text[]) as named (hash))`
