import { isDue } from '../../domain/wallet.ts'
import type { Lot as LotRow, Wallet as WalletRow } from '../../generated/prisma/client.ts'
import type { Context } from '../context.ts'
import { type Standing, standingOf } from './standings.ts'

/** A wallet's row, maybe with the lots that are due or wait, where a query has read them with it. */
type ReadWallet = WalletRow & { readonly lots?: readonly LotRow[] }

/**
 * R27: the wallet as posting would leave it now. Its lots are looked at only
 * where something is due, and then in one statement for all wallets of the request.
 */
export function currentWallet(row: ReadWallet, context: Context): WalletRow | Promise<WalletRow> {
  if (!isDue(row, context.now())) return row
  return whenKnown(standingFor(row, context), ({ wallet }) => wallet)
}

/** Where something is due in it: the wallet with its lots, as posting would leave them now. */
export function standingFor(row: ReadWallet, context: Context): Standing | Promise<Standing> {
  if (!row.lots || row.lots.length === 0 || row.held > 0n) return standing(row.id, context)
  const { lots, ...wallet } = row
  return standingOf({ wallet, lots, holds: [] }, context.now())
}

/** Wallets are never deleted. */
async function standing(id: string, { loaders }: Context): Promise<Standing> {
  const found = await loaders.standings.load(id)
  if (!found) throw new Error(`There is no wallet ${id}`)
  return found
}

/** The lot as posting would leave it now; one in which nothing is left stays as it is. */
export function currentLot(row: LotRow, context: Context): LotRow | Promise<LotRow> {
  if (row.remaining + row.held + row.pending === 0n || isCurrent.has(row)) return row
  return whenKnown(standing(row.walletId, context), ({ lots }) => lots.get(row.id) ?? row)
}

const isCurrent = new WeakSet<LotRow>()

/** Lots that need no second look. */
export function markCurrent(lots: readonly LotRow[]): readonly LotRow[] {
  for (const lot of lots) isCurrent.add(lot)
  return lots
}

/** Waits only for what is not there yet: most rows are as they should be shown. */
export const whenKnown = <From, To>(
  value: From | Promise<From>,
  then: (value: From) => To,
): To | Promise<To> => (value instanceof Promise ? value.then(then) : then(value))
