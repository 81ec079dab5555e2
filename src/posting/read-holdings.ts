import { isOver } from '../domain/hold.ts'
import type { Hold } from '../domain/wallet.ts'
import type { Lot, PrismaClient, Wallet } from '../generated/prisma/client.ts'
import { drawsByRedemption } from './draws.ts'
import { holdOf } from './rows.ts'

/** Lots in which something is left. */
export const isLive = {
  OR: [{ remaining: { gt: 0 } }, { held: { gt: 0 } }, { pending: { gt: 0 } }],
}

/** A wallet, and what it holds. */
export interface Holdings {
  readonly wallet: Wallet
  /** Every lot of the wallet in which something is left. */
  readonly lots: readonly Lot[]
  /** What is held in it; with its draws, where its time is up. */
  readonly holds: readonly Hold[]
}

/**
 * Wallets for whoever only looks at them, in the order of their ids.
 *
 * A wallet, its lots and its holds are read in one statement: from several, they could disagree.
 * What a hold drew on never changes.
 *
 * @param by at which instant the time of a hold may be up.
 */
export async function readHoldings(
  db: PrismaClient,
  ids: readonly string[],
  by: Date,
): Promise<readonly Holdings[]> {
  const rows = await db.wallet.findMany({
    where: { id: { in: [...ids] } },
    orderBy: { id: 'asc' },
    include: { lots: { where: isLive }, redemptions: { where: { status: 'AUTHORIZED' } } },
  })
  const wallets = rows.map(({ redemptions, ...rest }) => ({
    ...rest,
    open: redemptions.map(holdOf),
  }))
  const over = wallets.flatMap(({ open }) => open).filter((hold) => isOver(hold, by))
  const draws = await drawsByRedemption(db, over)
  return wallets.map(({ lots, open, ...wallet }) => ({
    wallet,
    lots,
    holds: open.map((hold) => ({ ...hold, draws: draws.get(hold.redemption) })),
  }))
}
