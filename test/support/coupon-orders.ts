import { randomBytes, randomUUID } from 'node:crypto'
import type { KstDate } from '../../src/domain/calendar.ts'
import type { ContractId, CouponOrderId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import type {
  IssueCouponOrder,
  RegisterCoupon,
  RequestCouponOrder,
  VoidCouponOrder,
} from '../../src/posting/asks.ts'
import type { Posting } from '../../src/posting/posting.ts'
import type { Ground } from './ground.ts'
import { operator } from './world.ts'

// Commands of orders of coupons, asked for by the operator and with a key of their own unless told.

const keyed = () => ({ caller: operator, idempotencyKey: randomUUID() })

/** Ten coupons of 100 points, unless told. */
export const requesting = (
  contract: ContractId,
  told: Partial<RequestCouponOrder> = {},
): RequestCouponOrder => ({
  kind: 'requestCouponOrder',
  caller: operator,
  contract,
  agency: null,
  eventTitle: 'An event',
  value: points(100n),
  quantity: 10,
  registerBy: '2099-12-31' as KstDate,
  delivery: 'SMS',
  deliveredBy: 'PARTNER',
  ...told,
})

export const approving = (order: CouponOrderId) =>
  ({ kind: 'approveCouponOrder', caller: operator, order }) as const

export const issuing = (order: CouponOrderId): IssueCouponOrder => ({
  ...keyed(),
  kind: 'issueCouponOrder',
  order,
})

export const delivering = (order: CouponOrderId) =>
  ({ kind: 'markCouponOrderDelivered', caller: operator, order }) as const

export const voidingOrder = (order: CouponOrderId): VoidCouponOrder => ({
  kind: 'voidCouponOrder',
  caller: operator,
  order,
  reason: 'It leaked',
})

export const expiring = (order: CouponOrderId) =>
  ({ kind: 'expireCouponOrder', caller: null, order }) as const

export const registering = (
  account: string,
  codeHash: string,
  told: Partial<RegisterCoupon> = {},
): RegisterCoupon => ({ ...keyed(), kind: 'registerCoupon', account, codeHash, ...told })

/** What a code that nobody knows is found by. */
export const unknownCode = (): string => randomBytes(32).toString('hex')

/** The answer, which must be no refusal. */
export async function done<A extends object>(asked: Promise<A | Refusal>): Promise<A> {
  const answer = await asked
  if (isRefusal(answer)) throw new Error(`Refused: ${answer.code}`)
  return answer
}

interface Order {
  readonly id: CouponOrderId
  /** By which its coupons are found, in hex. */
  readonly codes: readonly string[]
}

/** Whatever posts, and SQL as the database's owner. */
export interface Press extends Pick<Ground, 'sql'> {
  readonly posting: Posting
}

/** An order that is requested and approved. */
export async function approvedOrder(
  { posting }: Press,
  contract: ContractId,
  told: Partial<RequestCouponOrder> = {},
): Promise<CouponOrderId> {
  const { couponOrder } = await done(posting.post<'requestCouponOrder'>(requesting(contract, told)))
  const id = couponOrder.id as CouponOrderId
  await done(posting.post<'approveCouponOrder'>(approving(id)))
  return id
}

/** The coupons of an order that is issued, which the codes of these hashes are found by. */
export async function makeCoupons(
  { sql }: Press,
  order: CouponOrderId,
  codes: readonly string[],
): Promise<void> {
  await sql(
    `insert into coupon (id, order_id, code_hash, suffix)
     select gen_random_uuid(), $1, decode(hash, 'hex'), '0000' from unnest($2::text[]) as hash`,
    [order, codes],
  )
  await sql('update coupon_order set made = quantity where id = $1', [order])
}

/** An order that is issued, with all of its coupons. */
export async function issuedOrder(
  press: Press,
  contract: ContractId,
  told: Partial<RequestCouponOrder> = {},
): Promise<Order> {
  const id = await approvedOrder(press, contract, told)
  await done(press.posting.post<'issueCouponOrder'>(issuing(id)))
  const codes = Array.from({ length: told.quantity ?? 10 }, unknownCode)
  await makeCoupons(press, id, codes)
  return { id, codes }
}

/** An order whose coupons can be registered. */
export async function deliveredOrder(
  press: Press,
  contract: ContractId,
  told: Partial<RequestCouponOrder> = {},
): Promise<Order> {
  const order = await issuedOrder(press, contract, told)
  await done(press.posting.post<'markCouponOrderDelivered'>(delivering(order.id)))
  return order
}
