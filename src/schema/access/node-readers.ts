import {
  visibleAccounts,
  visibleAccruals,
  visibleAgencies,
  visibleAuditEvents,
  visibleContracts,
  visibleLots,
  visibleMerchants,
  visiblePartners,
  visibleRedemptions,
  visibleWallets,
} from '../access.ts'
import type { Context } from '../context.ts'
import { entryIdForm, entryKeyOf } from '../ledger/entry.ts'
import { visibleOwner } from '../ledger/history.ts'
import { journalIdForm, journalKeyOf } from '../ledger/journal.ts'

/** How an object is read by its own id: what ids look like, and the one that the caller may see. */
interface Reader {
  readonly form: RegExp
  /** @param query what to read of it and beneath it. */
  readonly read: (query: object, id: string, context: Context) => Promise<object | null>
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const byUuid = (read: Reader['read']): Reader => ({ form: uuid, read })

/** Each object type that has a global id, by its name. */
export const readers = {
  Partner: byUuid((query, id, context) =>
    context.db.partner.findUnique({ ...query, where: { id, AND: visiblePartners(context) } }),
  ),
  Agency: byUuid((query, id, context) =>
    context.db.agency.findUnique({ ...query, where: { id, AND: visibleAgencies(context) } }),
  ),
  Contract: byUuid((query, id, context) =>
    context.db.contract.findUnique({ ...query, where: { id, AND: visibleContracts(context) } }),
  ),
  Account: byUuid((query, id, context) =>
    context.db.account.findUnique({ ...query, where: { id, AND: visibleAccounts(context) } }),
  ),
  Wallet: byUuid((query, id, context) =>
    context.db.wallet.findUnique({ ...query, where: { id, AND: visibleWallets(context) } }),
  ),
  Lot: byUuid((query, id, context) =>
    context.db.lot.findUnique({ ...query, where: { id, AND: visibleLots(context) } }),
  ),
  Accrual: byUuid((query, id, context) =>
    context.db.accrual.findUnique({ ...query, where: { id, AND: visibleAccruals(context) } }),
  ),
  Merchant: byUuid((query, id, context) =>
    context.db.merchant.findUnique({ ...query, where: { id, AND: visibleMerchants(context) } }),
  ),
  Redemption: byUuid((query, id, context) =>
    context.db.redemption.findUnique({ ...query, where: { id, AND: visibleRedemptions(context) } }),
  ),
  AuditEvent: byUuid((query, id, context) =>
    context.db.auditEvent.findUnique({ ...query, where: { id, AND: visibleAuditEvents(context) } }),
  ),
  Journal: {
    form: journalIdForm,
    read: async (query, id, context) => {
      const owner = await visibleOwner(context)
      if (!owner) return null
      const where = { ownerId_id: journalKeyOf(id), ...owner }
      return context.db.journal.findUnique({ ...query, where })
    },
  },
  LedgerEntry: {
    form: entryIdForm,
    read: async (query, id, context) => {
      const owner = await visibleOwner(context)
      if (!owner) return null
      const where = { ownerId_journalId_line: entryKeyOf(id), ...owner }
      return context.db.entry.findUnique({ ...query, where })
    },
  },
} satisfies Record<string, Reader>

export type NodeName = keyof typeof readers
