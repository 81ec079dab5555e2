import { isOver } from '../domain/hold.ts'
import type { WalletId } from '../domain/ids.ts'
import type { Hold, Wallet } from '../domain/wallet.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { drawsByRedemption } from '../posting/draws.ts'
import { holdOf, walletOf } from '../posting/rows.ts'

const isLive = {
  OR: [{ remaining: { gt: 0 } }, { held: { gt: 0 } }, { pending: { gt: 0 } }],
}

/**
 * Wallets as the rules see them, in the order of their ids: with all lots in which something is
 * left, and with their holds, whose draws are known where they are over by then.
 */
export async function readWallets(
  db: PrismaClient,
  ids: readonly WalletId[],
  by: Date,
): Promise<readonly Wallet[]> {
  const rows = await db.wallet.findMany({
    where: { id: { in: [...ids] } },
    orderBy: { id: 'asc' },
    include: { lots: { where: isLive }, redemptions: { where: { status: 'AUTHORIZED' } } },
  })
  const holds = rows.flatMap(({ redemptions }) => redemptions.map(holdOf))
  const draws = await drawsByRedemption(
    db,
    holds.filter((hold) => isOver(hold, by)),
  )
  const known = ({ wallet: _wallet, ...hold }: ReturnType<typeof holdOf>): Hold => ({
    ...hold,
    draws: draws.get(hold.redemption),
  })
  return rows.map(({ lots, redemptions, ...wallet }) =>
    walletOf(wallet, lots, redemptions.map(holdOf).map(known)),
  )
}
