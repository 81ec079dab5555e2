import { setImmediate as nextTurn } from 'node:timers/promises'
import { type CouponCode, suffixOf } from '../domain/coupon-code.ts'
import type { CouponOrderId } from '../domain/ids.ts'
import type { LedgerDatabase, Tx } from '../posting/storage/transaction.ts'
import {
  addMade,
  insertCoupons,
  insertSealKey,
  insertSheet,
  lockOrder,
  type OrderInTheMaking,
  orderToBeMade,
  readSealing,
} from './coupon-rows.ts'
import type { CouponSecrets } from './coupon-secrets.ts'
import type { Job } from './due-work.ts'
import { openSetAside } from './set-aside.ts'
import { withIds } from './with-ids.ts'

export interface MakingParts {
  readonly db: LedgerDatabase
  readonly secrets: CouponSecrets
  /** How far the platform's clock is ahead of the database's. */
  readonly offsetMs: () => number
  /** How many codes are made in one transaction, for which their order is locked. */
  readonly pageSize?: number
}

/**
 * R14, R15: makes the codes of orders that are issued. How far it is, is committed with each page,
 * so that any process goes on from there; several share orders, a page each.
 */
export function makeCoupons({ db, secrets, offsetMs, pageSize = 2_000 }: MakingParts): Job {
  const setAside = openSetAside<CouponOrderId>('coupon order')
  // Those of a page that failed are not tried again: the commit may have gone through.
  let spare: readonly NewCode[] = []
  const makePage = async (order: CouponOrderId) => {
    const codes = spare
    spare = []
    spare = await db.inTransaction((tx) => fillPage(tx, order, { secrets, pageSize, codes }))
  }
  return {
    name: 'make coupons',
    async runPage() {
      const [order] = await orderToBeMade(db, offsetMs(), setAside.ids())
      if (!order) {
        setAside.clear()
        spare = []
        return false
      }
      const [fault] = await setAside.postEach([order.id], makePage)
      if (fault) throw fault
      return true
    },
  }
}

/** A code that belongs to no order yet. */
interface NewCode {
  readonly code: CouponCode
  /** In hex. */
  readonly codeHash: string
}

interface Making {
  readonly secrets: CouponSecrets
  readonly pageSize: number
  /** Made already. */
  readonly codes: readonly NewCode[]
}

/** @returns codes for the next page, made while the database wrote this one. */
async function fillPage(
  tx: Tx,
  id: CouponOrderId,
  { secrets, pageSize, codes }: Making,
): Promise<readonly NewCode[]> {
  const [order] = await lockOrder(tx, id)
  if (!order) return codes
  const left = order.quantity - order.made
  const count = Math.min(pageSize, left)
  const page = codes.length < count ? await newCodes(secrets, count) : codes.slice(0, count)
  const [spare] = await Promise.all([
    newCodes(secrets, Math.min(pageSize, left - count)),
    writePage(tx, order, page, secrets),
  ])
  return spare
}

async function writePage(
  tx: Tx,
  { id, made, at }: OrderInTheMaking,
  page: readonly NewCode[],
  secrets: CouponSecrets,
): Promise<void> {
  const { sealKey, number } =
    made === 0 ? await firstSheet(tx, id, secrets) : await nextSheet(tx, id)
  const sealed = secrets.seal(
    sealKey,
    { order: id, number },
    page.map(({ code }) => code),
  )
  const kept = page.map(({ code, codeHash }) => ({ codeHash, suffix: suffixOf(code) }))
  await Promise.all([
    // Of the instant at which the order was locked, so that they grow page by page.
    insertCoupons(tx, id, withIds(kept, at)),
    insertSheet(tx, id, number, sealed),
    addMade(tx, id, page.length),
  ])
}

async function firstSheet(tx: Tx, order: CouponOrderId, secrets: CouponSecrets) {
  const sealKey = secrets.newSealKey(order)
  await insertSealKey(tx, order, sealKey)
  return { sealKey, number: 1 }
}

async function nextSheet(tx: Tx, order: CouponOrderId) {
  const [sealing] = await readSealing(tx, order)
  if (!sealing?.sealKey)
    throw new Error(`The seal key of order ${order} is gone before its codes are made`)
  return { sealKey: sealing.sealKey, number: sealing.sheets + 1 }
}

/** So many take a few milliseconds, for which nobody else of this process gets a turn. */
const codesATurn = 200

async function newCodes(secrets: CouponSecrets, count: number): Promise<readonly NewCode[]> {
  const codes: NewCode[] = []
  while (codes.length < count) {
    const until = Math.min(codes.length + codesATurn, count)
    while (codes.length < until) {
      const code = secrets.newCode()
      codes.push({ code, codeHash: secrets.hashOf(code).toString('hex') })
    }
    await nextTurn()
  }
  return codes
}
