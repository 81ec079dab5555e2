import type { KstMonth } from '../domain/calendar.ts'
import type { Lot } from '../domain/wallet.ts'
import type { BatchState, HeldWallet } from './books.ts'
import type { Changes } from './changes.ts'
import { monthMissing, redo } from './fault.ts'
import type { Tx } from './storage/transaction.ts'
import * as write from './storage/write.ts'
import * as coupons from './storage/write-coupons.ts'
import * as ledger from './storage/write-ledger.ts'

/**
 * Writes all that a batch changed, a statement a table, none for a table that it
 * leaves alone. They are sent together and carried out in this order: what refers to
 * something comes after it. Throws what has the batch done again where another process took
 * a key or an order meanwhile, or where a month has no partition yet.
 */
export async function writeChanges(
  tx: Tx,
  state: BatchState,
  changes: Changes,
  knownMonths: ReadonlySet<KstMonth>,
): Promise<void> {
  for (const month of changes.months) if (!knownMonths.has(month)) throw monthMissing(month)
  const { keys, redemptions } = changes
  const wallets = [...state.wallets.values()].filter(({ wallet, loaded }) => wallet !== loaded)
  const contracts = [...state.contracts.values()]
    .filter(({ contract, loaded }) => contract !== loaded)
    .map(({ contract }) => contract)
  const [keysFree, , , ordersFree] = await Promise.all([
    some(keys, (rows) => write.insertKeys(tx, rows)),
    some(changes.lapsed, (ids) => write.lapseRedemptions(tx, ids)),
    some(changedRows(state.redemptions), (rows) => write.updateRedemptions(tx, rows)),
    some(redemptions, (rows) => write.insertRedemptions(tx, rows)),
    some(changes.refunds, (rows) => write.insertRefunds(tx, rows)),
    some(changes.accruals, (rows) => write.insertAccruals(tx, rows)),
    some(changedRows(state.accruals), (rows) => write.updateAccruals(tx, rows)),
    some(changes.couponOrders, (rows) => coupons.insertCouponOrders(tx, rows)),
    some(changedRows(state.couponOrders), (rows) => coupons.updateCouponOrders(tx, rows)),
    some(changedRows(state.coupons), (rows) => coupons.registerCoupons(tx, rows)),
    some(failuresOf(state, changes), (rows) => coupons.keepFailures(tx, rows)),
    some(changes.notices, (rows) => write.insertNotices(tx, rows)),
    some(wallets.flatMap(openedLots), (lots) => ledger.insertLots(tx, lots)),
    some(wallets.flatMap(changedLots), (lots) => ledger.updateLots(tx, lots)),
    some(changes.journals, (rows) => ledger.insertJournals(tx, rows)),
    some(changes.entries, (rows) => ledger.insertEntries(tx, rows)),
    some(wallets, (held) => ledger.updateWallets(tx, held)),
    some(contracts, (rows) => ledger.updateContracts(tx, rows)),
    some(changes.closedAccounts, (ids) => write.closeAccounts(tx, ids)),
    some(changes.audits, (rows) => write.insertAudits(tx, rows)),
  ])
  if (keysFree < keys.length) throw redo('a key was used meanwhile')
  if (ordersFree < redemptions.length) throw redo('an order was redeemed meanwhile')
}

const some = <Row>(
  rows: readonly Row[],
  statement: (rows: readonly Row[]) => PromiseLike<number>,
): PromiseLike<number> => (rows.length > 0 ? statement(rows) : Promise.resolve(0))

const changedRows = <Row>(held: ReadonlyMap<string, { readonly row: Row; readonly loaded: Row }>) =>
  [...held.values()].filter(({ row, loaded }) => row !== loaded).map(({ row }) => row)

/** Lots that the batch opened, as its last command left them: they come after those that were loaded. */
function openedLots({ wallet, loaded, opened }: HeldWallet): ledger.LotOf[] {
  const lots = wallet.lots?.slice(loaded.lots?.length ?? 0) ?? opened
  return lots.map((lot) => ({ ...lot, wallet: wallet.id }))
}

/** Lots keep their places, however they change. */
function changedLots({ wallet, loaded }: HeldWallet): Lot[] {
  const before = loaded.lots ?? []
  const lots = wallet.lots?.slice(0, before.length) ?? []
  return lots.filter((lot, place) => lot !== before[place])
}

const failuresOf = ({ couponFailures }: BatchState, { failing }: Changes): coupons.Failures[] =>
  [...failing].sort().map((wallet) => [wallet, couponFailures.get(wallet) ?? []])
