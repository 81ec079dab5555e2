import type { ContractId, LotId, MerchantId, RedemptionId, WalletId } from '../domain/ids.ts'
import { points } from '../domain/points.ts'
import type { Hold, Lot, Wallet as WalletOfRules } from '../domain/wallet.ts'
import type {
  Accrual,
  Coupon,
  CouponOrder,
  Lot as LotRow,
  Notice,
  Redemption,
  Refund,
  Wallet,
} from '../generated/prisma/client.ts'

/** Rows as a command left them, in the form in which Prisma reads them: answers cost no statement. */
export type AccrualRow = Accrual
export type RedemptionRow = Redemption
export type WalletRow = Wallet
export type RefundRow = Refund
export type CouponOrderRow = CouponOrder
export type CouponRow = Pick<Coupon, 'id' | 'orderId' | 'suffix' | 'accrualId' | 'registeredAt'>
/** The notice of an accrual, whose id it shares. */
export type NoticeRow = Pick<Notice, 'id' | 'walletId' | 'points' | 'validThrough' | 'createdAt'>

/** What of a lot's row the rules look at. */
export type LotColumns = Omit<LotRow, 'status' | 'walletId'>

const lotOf = (row: LotColumns): Lot => ({
  id: row.id as LotId,
  contract: row.contractId as ContractId,
  amount: points(row.amount),
  remaining: points(row.remaining),
  held: points(row.held),
  pending: points(row.pending),
  expired: points(row.expired),
  accruedAt: row.accruedAt,
  expiresAt: row.expiresAt,
})

/** A redemption's row that is AUTHORIZED as the rules see it, before anyone looks at its draws. */
export function holdOf({ id, walletId, merchantId, holdExpiresAt }: RedemptionRow) {
  if (!holdExpiresAt) throw new Error(`Redemption ${id} is authorized without an end`)
  return {
    redemption: id as RedemptionId,
    wallet: walletId as WalletId,
    merchant: merchantId as MerchantId,
    endsAt: holdExpiresAt,
  }
}

/** @param lots undefined where nobody needed to look; then holds are not needed either. */
export const walletOf = (
  row: Omit<WalletRow, 'accountId' | 'lastJournalId'>,
  lots: readonly LotColumns[] | undefined,
  holds: readonly Hold[] = [],
): WalletOfRules => ({
  id: row.id as WalletId,
  status: row.status,
  available: points(row.available),
  held: points(row.held),
  pending: points(row.pending),
  nextDueAt: row.nextDueAt,
  lots: lots?.map(lotOf),
  holds,
})
