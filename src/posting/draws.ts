import type { RedemptionId, WalletId } from '../domain/ids.ts'
import { points } from '../domain/points.ts'
import type { Draw } from '../domain/wallet.ts'
import { grouped } from './grouped.ts'
import { drawsOf } from './storage/load-redemptions.ts'
import type { Tx } from './storage/transaction.ts'

/** What redemptions drew on, each in the order in which it was taken. It never changes. */
export async function drawsByRedemption(
  tx: Tx,
  spent: readonly { readonly redemption: RedemptionId; readonly wallet: WalletId }[],
) {
  const rows = spent.length > 0 ? await drawsOf(tx, spent) : []
  return grouped(
    rows.map(({ redemption, lot, contract, ...draw }): [RedemptionId, Draw] => [
      redemption,
      { lot: { id: lot, contract }, points: points(draw.points) },
    ]),
  )
}
