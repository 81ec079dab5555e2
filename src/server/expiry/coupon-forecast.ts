import { type KstDate, kstDateOf } from '../../domain/calendar.ts'
import { goesToBreakage, openValue } from '../../domain/coupon-order.ts'
import { noPoints, type Points, plus } from '../../domain/points.ts'
import type { PrismaClient } from '../../generated/prisma/client.ts'
import { dueAt } from '../../schema/agreements/current-budget.ts'

/** Coupons that nobody will have registered, of one contract and with one last day. */
export interface ExpiringCoupons {
  readonly lastDay: KstDate
  readonly partner: string
  readonly contract: string
  readonly orders: number
  readonly coupons: number
  /** What goes back to the contract's budget. */
  readonly released: Points
  readonly breakage: Points
}

/** R18: coupons that would expire by an instant if nobody registered one meanwhile; writes nothing. */
export async function forecastCoupons(
  db: PrismaClient,
  by: Date,
): Promise<readonly ExpiringCoupons[]> {
  const rows = new Map<string, ExpiringCoupons>()
  for (const order of await openOrders(db, by)) {
    const { contract, contractId, quantity, registered } = order
    const lastDay = kstDateOf(order.registerBy)
    const name = `${lastDay} ${contractId}`
    const known = rows.get(name) ?? {
      lastDay,
      partner: contract.partner.code,
      contract: contractId,
      orders: 0,
      coupons: 0,
      released: noPoints,
      breakage: noPoints,
    }
    const goes = goesToBreakage(order, contract) ? 'breakage' : 'released'
    rows.set(name, {
      ...known,
      orders: known.orders + 1,
      coupons: known.coupons + quantity - registered,
      [goes]: plus(known[goes], openValue(order)),
    })
  }
  return [...rows.values()]
}

/** Tests set nothing aside (R13). */
const openOrders = (db: PrismaClient, by: Date) =>
  db.couponOrder.findMany({
    where: { ...dueAt(by), test: false },
    orderBy: [{ registerBy: 'asc' }, { contractId: 'asc' }, { id: 'asc' }],
    include: { contract: { select: { couponBilling: true, partner: { select: { code: true } } } } },
  })
