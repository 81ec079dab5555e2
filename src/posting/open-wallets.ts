import { isOver } from '../domain/hold.ts'
import type { RedemptionId, WalletId } from '../domain/ids.ts'
import { total } from '../domain/points.ts'
import { type Hold, isDue, type Lot } from '../domain/wallet.ts'
import { type BatchState, lastStamp, walletNamed } from './books.ts'
import { drawsByRedemption } from './draws.ts'
import { grouped } from './grouped.ts'
import type { Touches } from './handler.ts'
import * as load from './storage/load.ts'
import * as loadRedemptions from './storage/load-redemptions.ts'
import type { Tx } from './storage/transaction.ts'
import { unique } from './unique.ts'

/** The redemptions that commands are about, and what they drew on. */
export async function touchedRedemptions(
  tx: Tx,
  touches: readonly Touches[],
): Promise<BatchState['redemptions']> {
  const spent = touches.flatMap(({ redemption, wallet }) =>
    redemption && wallet ? [{ redemption, wallet }] : [],
  )
  if (spent.length === 0) return new Map()
  const ids = unique(spent.map(({ redemption }) => redemption))
  const [rows, draws] = await Promise.all([
    loadRedemptions.redemptionsById(tx, ids),
    drawsByRedemption(tx, spent),
  ])
  return new Map(
    rows.map(({ merchantCode, ...row }) => {
      const id = row.id as RedemptionId
      const own = draws.get(id) ?? []
      if (total(own.map((draw) => draw.points)) !== row.points)
        throw new Error(`What redemption ${id} drew on is not in the history that is at hand`)
      return [id, { row, loaded: row, merchantCode, draws: own }]
    }),
  )
}

/**
 * Lots and holds are read only where one of them may be spent, or is due by the latest instant that
 * a command may have; what a hold drew on, only where it lapses or a command is about it.
 */
export async function openWallets(tx: Tx, state: BatchState): Promise<void> {
  const wallets = [...state.wallets.values()]
  const lasts = wallets.flatMap(lastStamp)
  const latest = new Date(Math.max(state.time.getTime(), ...lasts.map(({ at }) => at)))
  const due = wallets.filter(({ wallet }) => isDue(wallet, latest)).map(({ wallet }) => wallet.id)
  const ids = unique([...askedFor(state), ...due])
  if (ids.length === 0) return
  const [lots, holds] = await Promise.all([
    lotsByWallet(tx, ids, state),
    holdsByWallet(tx, ids, latest, state),
  ])
  for (const id of ids) {
    const before = state.wallets.get(id)
    if (!before) continue
    const wallet = { ...before.wallet, lots: lots.get(id) ?? [], holds: holds.get(id) ?? [] }
    state.wallets.set(id, { ...before, wallet, loaded: wallet })
  }
}

/** Of a person's accounts only the one that is named spends. */
const askedFor = (state: BatchState): readonly (WalletId | undefined)[] =>
  [...state.touches.values()].flatMap((touches) =>
    touches.lots ? [walletNamed(touches, state)] : [],
  )

/** Lots that hold something, and those to which points of a redemption may go back. */
async function lotsByWallet(tx: Tx, ids: readonly WalletId[], { redemptions }: BatchState) {
  const drawnOn = [...redemptions.values()]
    .filter(({ row }) => row.status !== 'AUTHORIZED')
    .flatMap(({ draws }) => draws.map(({ lot }) => lot.id))
  const [live, spent] = await Promise.all([
    load.liveLots(tx, ids),
    drawnOn.length > 0 ? load.lotsById(tx, unique(drawnOn)) : [],
  ])
  const known = new Set(spent.length > 0 ? live.map(({ id }) => id) : [])
  const lots = [...live, ...spent.filter(({ id }) => !known.has(id))]
  return grouped(lots.map((lot): [WalletId, Lot] => [lot.wallet, lot]))
}

async function holdsByWallet(
  tx: Tx,
  ids: readonly WalletId[],
  latest: Date,
  { wallets, redemptions }: BatchState,
) {
  const holding = ids.filter((id) => (wallets.get(id)?.wallet.held ?? 0n) > 0n)
  const rows = holding.length > 0 ? await loadRedemptions.openHolds(tx, holding) : []
  const lapsing = rows.filter((hold) => isOver(hold, latest) && !redemptions.has(hold.redemption))
  const draws = await drawsByRedemption(tx, lapsing)
  return grouped(
    rows.map(({ wallet, ...hold }): [WalletId, Hold] => {
      const { redemption } = hold
      const drawn = redemptions.get(redemption)?.draws ?? draws.get(redemption)
      return [wallet, { ...hold, draws: drawn }]
    }),
  )
}
