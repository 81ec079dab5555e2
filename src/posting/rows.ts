import type { ContractId, LotId, WalletId } from '../domain/ids.ts'
import { points } from '../domain/points.ts'
import type { Lot, Wallet as WalletOfRules } from '../domain/wallet.ts'
import type { Accrual, Lot as LotRow, Redemption, Wallet } from '../generated/prisma/client.ts'

/** Rows as a command left them, in the form in which Prisma reads them: answers cost no statement. */
export type AccrualRow = Accrual
export type RedemptionRow = Redemption
export type WalletRow = Wallet

/** What of a lot's row the rules look at. */
export type LotColumns = Omit<LotRow, 'status' | 'walletId'>

export const lotOf = (row: LotColumns): Lot => ({
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

/** @param lots undefined where nobody needed to look. */
export const walletOf = (
  row: Omit<WalletRow, 'accountId' | 'lastJournalId'>,
  lots: readonly LotColumns[] | undefined,
): WalletOfRules => ({
  id: row.id as WalletId,
  status: row.status,
  available: points(row.available),
  held: points(row.held),
  pending: points(row.pending),
  nextDueAt: row.nextDueAt,
  lots: lots?.map(lotOf),
})
