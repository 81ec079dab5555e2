import { Lot } from '../accounts/lot.ts'
import { Wallet } from '../accounts/wallet.ts'
import { Contract } from '../agreements/contract.ts'
import { builder } from '../builder.ts'
import { Merchant } from '../redemptions/merchant.ts'
import { Redemption } from '../redemptions/redemption.ts'
import { LedgerEntry } from './entry.ts'
import { Journal } from './journal.ts'

// History names the rest by id, and is never joined with it: each kind is read by a statement of
// its own, for all rows of a page together.

// A later mutation of the same request must not be shown what an earlier one was.
const readAnew = { cache: false } as const

builder.prismaObjectFields(LedgerEntry, (t) => ({
  contract: t.loadable({
    type: Contract,
    description: 'Whose points they are.',
    loaderOptions: readAnew,
    load: (ids: string[], { db }) => db.contract.findMany({ where: { id: { in: ids } } }),
    sort: ({ id }) => id,
    resolve: ({ contractId }) => contractId,
  }),
  lot: t.loadable({
    type: Lot,
    nullable: true,
    description: "Of which accrual; null on accounts that are no wallet's.",
    loaderOptions: readAnew,
    load: (ids: string[], { db }) => db.lot.findMany({ where: { id: { in: ids } } }),
    sort: ({ id }) => id,
    resolve: ({ lotId }) => lotId,
  }),
  merchant: t.loadable({
    type: Merchant,
    nullable: true,
    description: 'Who is owed them; null on accounts other than MERCHANT_PAYABLE.',
    loaderOptions: readAnew,
    load: (ids: string[], { db }) => db.merchant.findMany({ where: { id: { in: ids } } }),
    sort: ({ id }) => id,
    resolve: ({ merchantId }) => merchantId,
  }),
}))

builder.prismaObjectFields(Journal, (t) => ({
  wallet: t.loadable({
    type: Wallet,
    nullable: true,
    description: 'The one wallet that it touches (R8); null where it touches none.',
    loaderOptions: readAnew,
    load: (ids: string[], { db }) => db.wallet.findMany({ where: { id: { in: ids } } }),
    sort: ({ id }) => id,
    resolve: ({ walletId }) => walletId,
  }),
  redemption: t.loadable({
    type: Redemption,
    nullable: true,
    description: 'What it was posted for; null where points were not spent.',
    loaderOptions: readAnew,
    load: (ids: string[], { db }) => db.redemption.findMany({ where: { id: { in: ids } } }),
    sort: ({ id }) => id,
    resolve: ({ redemptionId }) => redemptionId,
  }),
  merchant: t.loadable({
    type: Merchant,
    nullable: true,
    description: 'Where points were spent; null where they were not.',
    loaderOptions: readAnew,
    load: (ids: string[], { db }) => db.merchant.findMany({ where: { id: { in: ids } } }),
    sort: ({ id }) => id,
    resolve: ({ merchantId }) => merchantId,
  }),
}))
