import type { Accrual, Redemption, Wallet } from '../generated/prisma/client.ts'

/** Rows as a command left them, in the form in which Prisma reads them: answers cost no statement. */
export type AccrualRow = Accrual
export type RedemptionRow = Redemption
export type WalletRow = Wallet
