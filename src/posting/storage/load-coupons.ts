import type { KstDate } from '../../domain/calendar.ts'
import type { ContractId, CouponOrderId, WalletId } from '../../domain/ids.ts'
import type { CouponRow } from '../rows.ts'
import type { Tx } from './transaction.ts'

// What a batch reads of coupons once its locks are held.

type CouponLoaded = CouponRow & {
  /** In hex. */
  readonly codeHash: string
  /** Into which it was registered. */
  readonly wallet: WalletId | null
}

export const couponsByCode = (tx: Tx, codeHashes: readonly string[]) =>
  tx.$queryRaw<CouponLoaded[]>`
    select coupon.id, coupon.order_id as "orderId", coupon.suffix,
           coupon.accrual_id as "accrualId", coupon.registered_at as "registeredAt",
           encode(coupon.code_hash, 'hex') as "codeHash", accrual.wallet_id as wallet
    from coupon
    left join accrual on accrual.id = coupon.accrual_id
    where coupon.code_hash = any(
      select decode(hash, 'hex') from unnest(${codeHashes}::text[]) as named (hash))`

interface FailuresLoaded {
  readonly wallet: WalletId
  /** Ids, oldest first. */
  readonly failures: readonly string[]
}

export const couponFailures = (tx: Tx, wallets: readonly WalletId[]) =>
  tx.$queryRaw<FailuresLoaded[]>`
    select wallet_id as wallet, failures::text[] as failures
    from coupon_entry
    where wallet_id = any(${wallets}::uuid[])`

/** So many expire in one transaction at most: whoever shares the queue waits for it. */
const duePage = 500

/** R18: orders whose coupons have still to expire, by the date; a page of them. */
export const dueCouponOrders = (tx: Tx, contracts: readonly ContractId[], on: KstDate) =>
  tx.$queryRaw<{ id: CouponOrderId }[]>`
    select id
    from coupon_order
    where contract_id = any(${contracts}::uuid[]) and register_by < ${on}::date
      and issued_at is not null and voided_at is null and expired_at is null
    order by id
    limit ${duePage}`
