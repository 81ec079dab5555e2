import { kstDateOf } from '../../domain/calendar.ts'
import { type Budget, budgetOf } from '../../domain/contract.ts'
import { afterDueOrders } from '../../domain/due-orders.ts'
import type { ContractId } from '../../domain/ids.ts'
import { points } from '../../domain/points.ts'
import type {
  Contract as ContractRow,
  CouponOrder as CouponOrderRow,
  Prisma,
} from '../../generated/prisma/client.ts'

/** Orders past their deadline whose coupons have still to expire (R18). */
export const dueAt = (at: Date): Prisma.CouponOrderWhereInput => ({
  registerBy: { lt: new Date(kstDateOf(at)) },
  issuedAt: { not: null },
  voidedAt: null,
  expiredAt: null,
})

/** A contract, with those of its orders that are due: read by one statement, they agree. */
type WithDueOrders = ContractRow & { readonly couponOrders: readonly CouponOrderRow[] }

/** R12, R18: a contract's budget as posting would leave it now. */
export function currentBudget({ couponOrders, ...row }: WithDueOrders, at: Date): Budget {
  const contract = {
    id: row.id as ContractId,
    couponBilling: row.couponBilling,
    budget: points(row.budget),
    reserved: points(row.reserved),
    deposited: points(row.deposited),
    creditLimit: points(row.creditLimit),
  }
  return budgetOf(afterDueOrders(contract, couponOrders, at))
}
