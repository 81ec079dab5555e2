import type { Contract } from '../domain/contract.ts'
import type { ContractId, CouponOrderId } from '../domain/ids.ts'
import { type BatchState, dateAt, walletNamed } from './books.ts'
import type { Command } from './command.ts'
import { ordersDue } from './fault.ts'
import type { Touches } from './handler.ts'
import * as load from './storage/load-coupons.ts'
import { lockCouponOrders } from './storage/lock.ts'
import type { Tx } from './storage/transaction.ts'
import { unique } from './unique.ts'

export async function lockedCouponOrders(
  tx: Tx,
  touches: readonly Touches[],
): Promise<BatchState['couponOrders']> {
  const ids = unique(touches.map(({ couponOrder }) => couponOrder))
  const rows = ids.length > 0 ? await lockCouponOrders(tx, ids) : []
  return new Map(
    rows.map(({ agencyCode, ...row }) => [
      row.id as CouponOrderId,
      { row, loaded: row, agencyCode },
    ]),
  )
}

/** The coupons whose codes were given, as their locked orders leave them. */
export async function touchedCoupons(
  tx: Tx,
  touches: readonly Touches[],
): Promise<BatchState['coupons']> {
  const codes = unique(touches.map(({ couponCode }) => couponCode))
  const rows = codes.length > 0 ? await load.couponsByCode(tx, codes) : []
  return new Map(
    rows.map(({ codeHash, wallet, ...row }) => [codeHash, { row, loaded: row, wallet }]),
  )
}

/** The failed codes of those who give one now. Their wallets are locked, and with them these. */
export async function openCouponFailures(tx: Tx, state: BatchState): Promise<void> {
  const entering = [...state.touches.values()].filter(({ couponCode }) => couponCode)
  const wallets = unique(entering.map((touches) => walletNamed(touches, state)))
  const rows = wallets.length > 0 ? await load.couponFailures(tx, wallets) : []
  for (const { wallet, failures } of rows) state.couponFailures.set(wallet, failures)
}

/**
 * R18: what coupons past their deadline reserve is given back before anything else happens to their
 * contract, in a batch that does nothing else.
 */
export async function putOffForDueOrders(
  tx: Tx,
  commands: readonly Command[],
  contracts: ReadonlyMap<ContractId, { readonly contract: Contract }>,
  time: Date,
): Promise<void> {
  if (commands.every(({ kind }) => kind === 'expireCouponOrder')) return
  const ids = [...contracts.values()]
    .filter(({ contract }) => contract.channel === 'COUPON')
    .map(({ contract }) => contract.id)
  const due = ids.length > 0 ? await load.dueCouponOrders(tx, ids, dateAt(time)) : []
  if (due.length > 0) throw ordersDue(due.map(({ id }) => id))
}
