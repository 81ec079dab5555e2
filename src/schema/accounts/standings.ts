import DataLoader from 'dataloader'
import { carryOutDue } from '../../domain/due.ts'
import type { Lot } from '../../domain/wallet.ts'
import type {
  Lot as LotRow,
  PrismaClient,
  Wallet as WalletRow,
} from '../../generated/prisma/client.ts'
import { type Holdings, readHoldings } from '../../posting/read-holdings.ts'
import { walletOf } from '../../posting/rows.ts'

/** A wallet with every lot in which something is left, as posting would leave it now (R27). */
export interface Standing {
  readonly wallet: WalletRow
  /** By id; also those that have just run empty. */
  readonly lots: ReadonlyMap<string, LotRow>
  /** Lots whose status the database doesn't have yet. */
  readonly turned: readonly Turn[]
}

/** A lot that has become another, by what is due. */
export interface Turn {
  readonly lot: string
  readonly from: LotStatus
  readonly to: LotStatus
}

type LotStatus = LotRow['status']

export type Standings = DataLoader<string, Standing | undefined>

export const openStandings = ({
  db,
  now,
}: {
  readonly db: PrismaClient
  readonly now: () => Date
}): Standings =>
  new DataLoader(async (ids) => {
    const at = now()
    const standings = (await readHoldings(db, ids, at)).map((each) => standingOf(each, at))
    const byId = new Map(standings.map((standing) => [standing.wallet.id, standing]))
    return ids.map((id) => byId.get(id))
  })

export function standingOf({ wallet: row, lots, holds }: Holdings, at: Date): Standing {
  const { wallet } = carryOutDue(walletOf(row, lots, holds), at)
  const { available, held, pending, nextDueAt } = wallet
  const moved = new Map(wallet.lots?.map((lot) => [lot.id as string, lot]))
  const now = lots.map((lot) => movedLot(lot, moved.get(lot.id)))
  return {
    wallet: { ...row, available, held, pending, nextDueAt },
    lots: new Map(now.map((lot) => [lot.id, lot])),
    turned: lots.flatMap(({ id, status }, index) => {
      const to = now[index]?.status ?? status
      return to === status ? [] : [{ lot: id, from: status, to }]
    }),
  }
}

function movedLot(row: LotRow, lot: Lot | undefined): LotRow {
  if (!lot) return row
  const { remaining, held, pending, expired } = lot
  return { ...row, remaining, held, pending, expired, status: statusOf(lot) }
}

/** As the database generates it from the same amounts. */
function statusOf({ remaining, held, pending, expired }: Lot): LotStatus {
  if (remaining + held > 0n) return 'AVAILABLE'
  if (pending > 0n) return 'PENDING'
  return expired > 0n ? 'EXPIRED' : 'EXHAUSTED'
}
