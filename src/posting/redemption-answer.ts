import { z } from 'zod'
import type { RedemptionId, WalletId } from '../domain/ids.ts'
import type { PointsRedeemed } from './command.ts'
import type { Acceptance } from './handler.ts'
import type { RedemptionRow, WalletRow } from './rows.ts'

const keptForm = z.object({ redemption: z.string(), wallet: z.string() })

/** What every step of a redemption answers: the redemption and the wallet as it leaves them. */
export const redeemed = (redemption: RedemptionRow, rowOf: (id: WalletId) => WalletRow) => {
  const wallet = redemption.walletId as WalletId
  return {
    redemption: redemption.id as RedemptionId,
    wallet,
    rows: { redemption, wallet: rowOf(wallet) },
    replayed: false as const,
  }
}

/** The first answer again: both are to be read. */
export function replayRedeemed(kept: unknown): PointsRedeemed & { readonly rows: null } {
  const { redemption, wallet } = keptForm.parse(kept)
  return {
    redemption: redemption as RedemptionId,
    wallet: wallet as WalletId,
    rows: null,
    replayed: true,
  }
}

/** What a step says of itself in the audit. */
export const redemptionDeed = (
  { id }: RedemptionRow,
  details: Readonly<Record<string, string | null>>,
): NonNullable<Acceptance<unknown>['deed']> => ({
  targetType: 'Redemption',
  targetId: id,
  details,
})
