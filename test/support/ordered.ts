import { reservationJournal } from '../../src/domain/contract.ts'
import type { CouponOrder, CouponOrderStatus } from '../../src/domain/coupon-order.ts'
import type { CouponOrderId, WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { type BatchState, booksOf } from '../../src/posting/books.ts'
import type { Books } from '../../src/posting/handler.ts'
import { idAt } from '../../src/posting/id-at.ts'
import type { CouponOrderRow, CouponRow } from '../../src/posting/rows.ts'
import { stateOf, type World, world } from './books.ts'
import { contract, nth } from './given.ts'

/** When each step was taken. */
export const now = new Date('2024-02-01T00:00:00Z')
/** The first instant after the last day on which coupons can be registered. */
export const deadline = new Date('2024-02-29T15:00:00Z')
export const beforeDeadline = new Date(deadline.getTime() - 1)

const instants = {
  REQUESTED: {},
  APPROVED: { approvedAt: now },
  ISSUED: { approvedAt: now, issuedAt: now, made: 10 },
  DELIVERED: { approvedAt: now, issuedAt: now, made: 10, deliveredAt: now },
  SETTLED: { approvedAt: now, issuedAt: now, made: 10, deliveredAt: now, settledAt: now },
  CANCELLED: { cancelledAt: now },
} as const satisfies Record<CouponOrderStatus, Partial<CouponOrderRow>>

export const statuses = Object.keys(instants) as CouponOrderStatus[]

/** An order of ten coupons of 1,000 points as it is in that state: all are made once it is issued. */
export const orderRow = (
  status: CouponOrderStatus = 'DELIVERED',
  told: Partial<CouponOrderRow> = {},
): CouponOrderRow => ({
  id: nth<WalletId>(88),
  contractId: contract().id,
  agencyId: nth<WalletId>(5),
  status,
  eventTitle: 'An event',
  value: 1_000n,
  quantity: 10,
  registerBy: new Date('2024-02-29'),
  delivery: 'ALIMTALK',
  deliveredBy: 'PARTNER',
  test: false,
  requestedAt: now,
  approvedAt: null,
  issuedAt: null,
  deliveredAt: null,
  settledAt: null,
  cancelledAt: null,
  voidedAt: null,
  voidReason: null,
  expiredAt: null,
  deliveredPeriod: null,
  reservationId: null,
  made: 0,
  registered: 0,
  ...instants[status],
  ...told,
})
export const order = orderRow().id as string as CouponOrderId

export const codeHash = 'ab'.repeat(32)
export const couponRow = (told: Partial<CouponRow> = {}): CouponRow => ({
  id: nth<WalletId>(99),
  orderId: order,
  suffix: 'ABC1',
  accrualId: null,
  registeredAt: null,
  ...told,
})

/** A live contract for coupons, in which the 10,000 points of the order are set aside. */
export const couponContract = (told: Parameters<typeof contract>[0] = {}) =>
  contract({ channel: 'COUPON', reserved: points(10_000n), ...told })

/** What handlers find of coupons. */
export interface Shelf {
  readonly row: CouponOrderRow
  /** Null: there is none with that code. */
  readonly coupon: CouponRow | null
  /** Into whose wallet it was registered. */
  readonly wallet: WalletId | null
  /** Of the order. */
  readonly agencyCode: string | null
  /** Instants of the failed codes of the first account. */
  readonly failures: readonly Date[]
  readonly found: World
}

function shelfState(told: Partial<Shelf>, at: Date): BatchState {
  const { row = orderRow(), coupon = couponRow(), wallet = null, agencyCode = 'agents' } = told
  const { failures = [], found = world({ contract: couponContract() }) } = told
  const state = stateOf(found, at)
  state.couponOrders.set(order, { row, loaded: row, agencyCode })
  if (coupon) state.coupons.set(codeHash, { row: coupon, loaded: coupon, wallet })
  const ids = failures.map((failure) => idAt({ at: failure.getTime(), counter: 0 }))
  state.couponFailures.set(nth<WalletId>(1), ids)
  return state
}

/** The books in which there are an order and one of its coupons. */
export const shelf = (told: Partial<Shelf> = {}, at = now): Books =>
  booksOf(shelfState(told, at), at)

/** As the rules look at it. */
export const ruled = (status: CouponOrderStatus, told: Partial<CouponOrderRow> = {}): CouponOrder =>
  orderRow(status, told)

export const reserve = reservationJournal(contract().id, points(10_000n))
