import { z } from 'zod'
import type { AccrualId, WalletId } from '../domain/ids.ts'
import type { PointsAccrued } from './command.ts'
import type { AccrualRow, WalletRow } from './rows.ts'

const keptForm = z.object({ accrual: z.string(), wallet: z.string() })

/** What a grant answers: the accrual, and the wallet as it leaves it. */
export const accrued = (
  accrual: AccrualRow,
  wallet: WalletId,
  rowOf: (id: WalletId) => WalletRow,
): PointsAccrued => ({
  accrual: accrual.id as AccrualId,
  wallet,
  rows: { accrual, wallet: rowOf(wallet) },
  replayed: false,
})

/** The first answer again: both are to be read. */
export function replayAccrued(kept: unknown): PointsAccrued {
  const { accrual, wallet } = keptForm.parse(kept)
  return { accrual: accrual as AccrualId, wallet: wallet as WalletId, rows: null, replayed: true }
}
