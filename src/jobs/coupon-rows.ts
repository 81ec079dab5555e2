import type { CouponOrderId } from '../domain/ids.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { column, type Tx } from '../posting/storage/transaction.ts'
import { platformTime } from './platform-time.ts'

// What the making of codes reads and writes.

/**
 * The order whose codes are to be made next: where the fewest are left, so that none waits for a
 * million of another. One that somebody is at just now is left to them. Nothing is claimed by that,
 * the lock ends with the statement.
 */
export const orderToBeMade = (
  db: PrismaClient,
  offsetMs: number,
  without: readonly CouponOrderId[],
) =>
  db.$queryRaw<{ id: CouponOrderId }[]>`
    select id
    from coupon_order
    where issued_at is not null and made < quantity and voided_at is null and expired_at is null
      and register_by >= (${platformTime(offsetMs)} at time zone 'Asia/Seoul')::date
      and id <> all(${without}::uuid[])
    order by quantity - made, id
    limit 1
    for no key update skip locked`

/** An order some of whose codes are still to be made. */
export interface OrderInTheMaking {
  readonly id: CouponOrderId
  readonly quantity: number
  readonly made: number
  /** When it was locked. */
  readonly at: Date
}

/** None where it needs no more codes, or somebody else is at it. */
export const lockOrder = (tx: Tx, order: CouponOrderId) =>
  tx.$queryRaw<OrderInTheMaking[]>`
    select id, quantity, made, clock_timestamp() as at
    from coupon_order
    where id = ${order} and made < quantity and voided_at is null and expired_at is null
    for no key update skip locked`

export const insertSealKey = (tx: Tx, order: CouponOrderId, sealKey: Uint8Array) =>
  tx.$executeRaw`insert into coupon_export (order_id, seal_key) values (${order}, ${sealKey})`

/** The key of a locked order's sheets, and the number of the latest. */
export const readSealing = (tx: Tx, order: CouponOrderId) =>
  tx.$queryRaw<{ sealKey: Uint8Array | null; sheets: number }[]>`
    select seal_key as "sealKey",
           (select max(number) from coupon_sheet where coupon_sheet.order_id = ${order}) as sheets
    from coupon_export
    where order_id = ${order}`

/** A coupon as it is kept: without its code. */
export interface KeptCoupon {
  readonly id: string
  /** In hex. */
  readonly codeHash: string
  readonly suffix: string
}

export const insertCoupons = (tx: Tx, order: CouponOrderId, coupons: readonly KeptCoupon[]) =>
  tx.$executeRaw`
    insert into coupon (id, order_id, code_hash, suffix)
    select id, ${order}, decode(code_hash, 'hex'), suffix
    from unnest(
      ${column(coupons, ({ id }) => id)}::uuid[],
      ${column(coupons, ({ codeHash }) => codeHash)}::text[],
      ${column(coupons, ({ suffix }) => suffix)}::text[]
    ) as coupon (id, code_hash, suffix)`

export const insertSheet = (tx: Tx, order: CouponOrderId, number: number, sealed: Uint8Array) =>
  tx.$executeRaw`
    insert into coupon_sheet (order_id, number, sealed) values (${order}, ${number}, ${sealed})`

export const addMade = (tx: Tx, order: CouponOrderId, count: number) =>
  tx.$executeRaw`update coupon_order set made = made + ${count} where id = ${order}`
