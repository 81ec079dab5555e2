import type { KstDate } from '../domain/calendar.ts'
import { callerScope } from '../domain/caller.ts'
import type { Contract } from '../domain/contract.ts'
import type { AccrualId, PersonId, WalletId } from '../domain/ids.ts'
import { points } from '../domain/points.ts'
import type { Account } from '../domain/recipient.ts'
import { statusAt } from '../domain/spending.ts'
import { type BatchState, type HeldWallet, keyName, orderName } from './books.ts'
import type { Command } from './command.ts'
import { holdsOver } from './fault.ts'
import { followTouches } from './follow-touches.ts'
import { grouped } from './grouped.ts'
import type { Touches } from './handler.ts'
import {
  lockedCouponOrders,
  openCouponFailures,
  putOffForDueOrders,
  touchedCoupons,
} from './open-coupons.ts'
import { openWallets, touchedRedemptions } from './open-wallets.ts'
import { walletOf } from './rows.ts'
import * as load from './storage/load.ts'
import * as lock from './storage/lock.ts'
import type { Tx } from './storage/transaction.ts'
import { unique } from './unique.ts'

/**
 * Locks all that a batch touches, then reads it: a fixed number of statements
 * whatever the batch's size, none for a kind that nobody touches. Locks are taken one after the
 * other; what may be asked in any order is asked together.
 *
 * @param offsetMs how far the platform's clock is ahead of the database's.
 */
export async function openBooks(
  tx: Tx,
  commands: readonly Command[],
  offsetMs: number,
): Promise<BatchState> {
  await lock.enterSettlementGate(tx)
  const byCommand = await followTouches(tx, commands)
  const touches = [...byCommand.values()]
  const [contracts, targets] = await Promise.all([
    lockedContracts(tx, touches),
    findTargets(tx, touches),
  ])
  const couponOrders = await lockedCouponOrders(tx, touches)
  const merchants = await lockedMerchants(tx, touches)
  const wallets = await lockedWallets(tx, touches, targets)
  const accruals = await lockedAccruals(tx, touches)
  const [{ at, closed }, accounts, kept, orders, redemptions, coupons] = await Promise.all([
    load.readTime(tx),
    accountsOfTargets(tx, targets),
    keptByKey(tx, commands),
    takenOrders(tx, touches, merchants),
    touchedRedemptions(tx, touches),
    touchedCoupons(tx, touches),
  ])
  const time = new Date(at.getTime() + offsetMs)
  const over = orders.filter((order) => statusAt(order, time) === 'LAPSED')
  if (over.length > 0) throw holdsOver(unique(over.map(({ wallet }) => wallet)))
  await putOffForDueOrders(tx, commands, contracts, time)
  const state: BatchState = {
    time,
    closed: new Set(closed),
    touches: byCommand,
    contracts,
    merchants,
    personByHash: new Map(targets.map(({ identityHash, person }) => [identityHash, person])),
    ...accounts,
    wallets,
    redemptions,
    accruals,
    couponOrders,
    coupons,
    couponFailures: new Map(),
    kept,
    taken: new Set(orders.map(({ merchant, orderId }) => orderName(merchant, orderId))),
    newest: undefined,
  }
  await openWallets(tx, state)
  await openCouponFailures(tx, state)
  return state
}

async function lockedContracts(tx: Tx, touches: readonly Touches[]) {
  const ids = unique(touches.map(({ contract }) => contract))
  const rows = ids.length > 0 ? await lock.lockContracts(tx, ids) : []
  return new Map(
    rows.map((row) => {
      const contract: Contract = {
        ...row,
        creditLimit: points(row.creditLimit),
        startsOn: row.startsOn as KstDate,
        endsOn: row.endsOn as KstDate | null,
        budget: points(row.budget),
        reserved: points(row.reserved),
        deposited: points(row.deposited),
      }
      return [row.id, { contract, loaded: contract }]
    }),
  )
}

async function lockedMerchants(tx: Tx, touches: readonly Touches[]) {
  const codes = unique(touches.map(({ merchant }) => merchant))
  const rows = codes.length > 0 ? await lock.lockMerchants(tx, codes) : []
  return new Map(rows.map((row) => [row.code, row]))
}

async function findTargets(tx: Tx, touches: readonly Touches[]): Promise<readonly lock.Target[]> {
  const recipients = unique(touches.map(({ recipient }) => recipient))
  if (recipients.length === 0) return []
  const externalIds = unique(recipients.map((one) => ('account' in one ? one.account : undefined)))
  const hashes = unique(recipients.map((one) => ('personHash' in one ? one.personHash : undefined)))
  const persons = unique(recipients.map((one) => ('person' in one ? one.person : undefined)))
  return lock.findTargets(tx, externalIds, hashes, persons)
}

async function lockedWallets(
  tx: Tx,
  touches: readonly Touches[],
  targets: readonly lock.Target[],
): Promise<Map<WalletId, HeldWallet>> {
  const ids = unique([
    ...targets.map((target) => target.wallet),
    ...touches.map(({ wallet }) => wallet),
  ])
  const rows = ids.length > 0 ? await lock.lockWallets(tx, ids) : []
  return new Map(rows.map((row) => [row.id, held(row)]))
}

function held(row: lock.WalletLocked): HeldWallet {
  const wallet = walletOf(row, undefined)
  const { accountId: account, lastJournalId } = row
  return { wallet, loaded: wallet, account, lastJournalId, opened: [] }
}

async function lockedAccruals(
  tx: Tx,
  touches: readonly Touches[],
): Promise<BatchState['accruals']> {
  const ids = unique(touches.map(({ accrual }) => accrual))
  const rows = ids.length > 0 ? await lock.lockAccruals(tx, ids) : []
  return new Map(rows.map((row) => [row.id as AccrualId, { row, loaded: row }]))
}

async function accountsOfTargets(tx: Tx, targets: readonly lock.Target[]) {
  const persons = unique(targets.map(({ person }) => person))
  const rows = persons.length > 0 ? await load.accountsOfPersons(tx, persons) : []
  const accounts = grouped(rows.map((row): [PersonId, Account] => [row.person, row]))
  return {
    accounts,
    personByExternalId: new Map(rows.map(({ externalId, person }) => [externalId, person])),
  }
}

async function keptByKey(tx: Tx, commands: readonly Command[]) {
  const keyed = commands.filter((command) => 'idempotencyKey' in command)
  const rows =
    keyed.length > 0
      ? await load.keptAnswers(
          tx,
          keyed.map(({ caller }) => callerScope(caller)),
          keyed.map(({ idempotencyKey }) => idempotencyKey),
        )
      : []
  return new Map(rows.map((row) => [keyName(row.caller, row.key, row.test), row]))
}

async function takenOrders(
  tx: Tx,
  touches: readonly Touches[],
  merchants: ReadonlyMap<string, lock.MerchantLocked>,
) {
  const orders = touches.flatMap(({ merchant: code, orderId }) => {
    const merchant = code === undefined ? undefined : merchants.get(code)
    return merchant && orderId !== undefined ? [{ merchant: merchant.id, orderId }] : []
  })
  return orders.length > 0
    ? load.takenOrders(
        tx,
        orders.map(({ merchant }) => merchant),
        orders.map(({ orderId }) => orderId),
      )
    : []
}
