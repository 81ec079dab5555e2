import type { KstDate } from '../../domain/calendar.ts'
import type { ContractId, WalletId } from '../../domain/ids.ts'
import { noPoints, type Points, plus } from '../../domain/points.ts'
import { lastDayOf } from '../../domain/validity.ts'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { pagesByLots, type WeighedWallet } from '../../jobs/wallet-pages.ts'
import { readHoldings } from '../../posting/read-holdings.ts'
import { walletOf } from '../../posting/rows.ts'
import { type Course, courseOf, type Span } from './losses.ts'

/** What expires, of one contract and of one last day. */
interface Expiring {
  readonly lastDay: KstDate
  readonly contract: ContractId
  readonly wallets: number
  readonly lots: number
  readonly available: Points
  readonly pending: Points
}

export interface Forecast {
  /** By last day, then by contract. */
  readonly expiring: readonly Expiring[]
  /** In which something expires. */
  readonly wallets: number
  readonly lapses: number
  readonly filled: Points
}

/**
 * What would expire between two instants if nobody touched a wallet meanwhile; writes nothing.
 *
 * @param onProgress hears how many wallets were looked at.
 */
export async function forecastExpiry(
  db: PrismaClient,
  span: Span,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (wallets: number) => void },
): Promise<Forecast> {
  const sums = openSums()
  let looked = 0
  let after = firstId
  while (!signal.aborted) {
    const due = await dueWallets(db, span.by, after)
    for (const page of pagesByLots(due, lotsMost)) {
      for (const { wallet, lots, holds } of await readHoldings(db, page, span.by))
        sums.add(courseOf(walletOf(wallet, lots, holds), span))
      looked += page.length
      onProgress(looked)
    }
    if (due.length < walletsMost) break
    after = due.at(-1)?.id ?? after
  }
  return sums.forecast()
}

export const countDueWallets = (db: PrismaClient, by: Date): Promise<number> =>
  db.wallet.count({ where: { nextDueAt: { lte: by } } })

const walletsMost = 500
const lotsMost = 5_000
const firstId = '00000000-0000-0000-0000-000000000000' as WalletId

const dueWallets = (db: PrismaClient, by: Date, after: WalletId) =>
  db.$queryRaw<WeighedWallet[]>`
    select id, (select count(*)::int from lot
                where wallet_id = wallet.id and (remaining > 0 or held > 0 or pending > 0)) as lots
    from wallet
    where next_due_at <= ${by} and id > ${after}::uuid
    order by id
    limit ${walletsMost}`

function openSums() {
  const rows = new Map<string, Expiring>()
  const totals = { wallets: 0, lapses: 0, filled: noPoints }
  const add = ({ losses, lapses, filled }: Course) => {
    totals.wallets += losses.length > 0 ? 1 : 0
    totals.lapses += lapses
    totals.filled = plus(totals.filled, filled)
    const met = new Set<string>()
    for (const { contract, expiresAt, available, pending } of losses) {
      const lastDay = lastDayOf(expiresAt)
      const name = `${lastDay} ${contract}`
      const none = {
        lastDay,
        contract,
        wallets: 0,
        lots: 0,
        available: noPoints,
        pending: noPoints,
      }
      const before = rows.get(name) ?? none
      rows.set(name, {
        ...before,
        wallets: before.wallets + (met.has(name) ? 0 : 1),
        lots: before.lots + 1,
        available: plus(before.available, available),
        pending: plus(before.pending, pending),
      })
      met.add(name)
    }
  }
  const forecast = (): Forecast => ({
    ...totals,
    expiring: [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  })
  return { add, forecast }
}
