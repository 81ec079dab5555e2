import {
  visibleAccounts,
  visibleAccruals,
  visibleAgencies,
  visibleAuditEvents,
  visibleContracts,
  visibleCouponOrders,
  visibleCoupons,
  visibleLots,
  visibleMerchants,
  visibleNotices,
  visiblePartners,
  visibleRedemptions,
  visibleWallets,
} from '../access.ts'
import type { Context } from '../context.ts'
import { entryIdForm, entryIdOf, entryKeyOf } from '../ledger/entry.ts'
import { visibleOwner } from '../ledger/history.ts'
import { journalIdForm, journalIdOf, journalKeyOf } from '../ledger/journal.ts'

/** How objects of a type are read by their own ids: those that the caller may see, in one statement. */
interface Reader {
  /** What ids of the type look like. */
  readonly form: RegExp
  /** @param query what to read of each and beneath it. */
  readonly read: (
    query: object,
    ids: readonly string[],
    context: Context,
  ) => Promise<ReadonlyMap<string, object>>
}

type OneOf = { readonly in: string[] }

const byUuid = (
  read: (query: object, id: OneOf, context: Context) => Promise<{ readonly id: string }[]>,
): Reader => ({
  form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  read: async (query, ids, context) => {
    const rows = await read(query, { in: [...ids] }, context)
    return new Map(rows.map((row) => [row.id, row]))
  },
})

/** Each object type that has a global id, by its name. */
export const readers = {
  Partner: byUuid((query, id, context) =>
    context.db.partner.findMany({ ...query, where: { id, AND: visiblePartners(context) } }),
  ),
  Agency: byUuid((query, id, context) =>
    context.db.agency.findMany({ ...query, where: { id, AND: visibleAgencies(context) } }),
  ),
  Contract: byUuid((query, id, context) =>
    context.db.contract.findMany({ ...query, where: { id, AND: visibleContracts(context) } }),
  ),
  Account: byUuid((query, id, context) =>
    context.db.account.findMany({ ...query, where: { id, AND: visibleAccounts(context) } }),
  ),
  Wallet: byUuid((query, id, context) =>
    context.db.wallet.findMany({ ...query, where: { id, AND: visibleWallets(context) } }),
  ),
  Lot: byUuid((query, id, context) =>
    context.db.lot.findMany({ ...query, where: { id, AND: visibleLots(context) } }),
  ),
  Accrual: byUuid((query, id, context) =>
    context.db.accrual.findMany({ ...query, where: { id, AND: visibleAccruals(context) } }),
  ),
  CouponOrder: byUuid((query, id, context) =>
    context.db.couponOrder.findMany({ ...query, where: { id, AND: visibleCouponOrders(context) } }),
  ),
  Coupon: byUuid((query, id, context) =>
    context.db.coupon.findMany({ ...query, where: { id, AND: visibleCoupons(context) } }),
  ),
  Merchant: byUuid((query, id, context) =>
    context.db.merchant.findMany({ ...query, where: { id, AND: visibleMerchants(context) } }),
  ),
  Redemption: byUuid((query, id, context) =>
    context.db.redemption.findMany({ ...query, where: { id, AND: visibleRedemptions(context) } }),
  ),
  Notice: byUuid((query, id, context) =>
    context.db.notice.findMany({ ...query, where: { id, AND: visibleNotices(context) } }),
  ),
  AuditEvent: byUuid((query, id, context) =>
    context.db.auditEvent.findMany({ ...query, where: { id, AND: visibleAuditEvents(context) } }),
  ),
  Journal: {
    form: journalIdForm,
    read: async (query, ids, context) => {
      const owner = await visibleOwner(context)
      if (!owner) return new Map()
      const where = { AND: owner, OR: ids.map(journalKeyOf) }
      const rows = await context.db.journal.findMany({ ...query, where })
      return new Map(rows.map((row) => [journalIdOf(row), row]))
    },
  },
  LedgerEntry: {
    form: entryIdForm,
    read: async (query, ids, context) => {
      const owner = await visibleOwner(context)
      if (!owner) return new Map()
      const where = { AND: owner, OR: ids.map(entryKeyOf) }
      const rows = await context.db.entry.findMany({ ...query, where })
      return new Map(rows.map((row) => [entryIdOf(row), row]))
    },
  },
} satisfies Record<string, Reader>

export type NodeName = keyof typeof readers
