import { grant, sources } from '../domain/accrual.ts'
import type { Contract } from '../domain/contract.ts'
import { carryOutDue } from '../domain/due.ts'
import type { LotId } from '../domain/ids.ts'
import { points } from '../domain/points.ts'
import type { Draft, Wallet } from '../domain/wallet.ts'
import type { Moment } from './handler.ts'
import type { AccrualRow, NoticeRow } from './rows.ts'

/** Into which wallet, for which contract, and where the points come from. */
interface Payment {
  readonly wallet: Wallet
  readonly contract: Contract
  readonly source: keyof typeof sources
}

/** An accrual that is paid, and what of it is to be written. */
interface Paid {
  readonly accrual: AccrualRow
  readonly draft?: Draft
  readonly notice?: NoticeRow
}

/**
 * Pays an accrual into a wallet. R13: a test comes to the same result, and neither moves points nor
 * tells the user.
 */
export function pay(
  row: AccrualRow,
  { wallet, contract, source }: Payment,
  { at, on }: Moment,
): Paid {
  const { draft, landing, through } = grant(carryOutDue(wallet, at), contract, {
    id: row.id as LotId,
    amount: points(row.amount),
    at,
    on,
    source: sources[source],
  })
  const validThrough = new Date(through)
  const accrual: AccrualRow = {
    ...row,
    walletId: wallet.id,
    status: 'COMPLETED',
    availableAmount: landing.available,
    pendingAmount: landing.pending,
    validThrough,
    completedAt: at,
  }
  if (row.test) return { accrual }
  const { id, amount } = row
  const notice = { id, walletId: wallet.id, points: amount, validThrough, createdAt: at }
  return { accrual, draft, notice }
}
