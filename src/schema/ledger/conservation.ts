import type { ContractId } from '../../domain/ids.ts'
import { type Conservation, conservationOf } from '../../posting/ledger-check.ts'
import { Contract } from '../agreements/contract.ts'
import { builder } from '../builder.ts'

export const ConservationRef = builder.objectRef<Conservation>('Conservation').implement({
  description:
    'Where every point that was ever deposited is now: deposited = the sum of all the rest (R34).',
  authScopes: { kinds: ['OPERATOR'] },
  fields: (t) => ({
    ok: t.exposeBoolean('ok', { description: 'No point is lost or made.' }),
    deposited: t.expose('deposited', {
      type: 'Points',
      description: 'What DEPOSIT journals took from FUNDING.',
    }),
    budget: t.expose('budget', {
      type: 'Points',
      description: 'To be granted yet; below zero by what is used of a credit.',
    }),
    reserved: t.expose('reserved', { type: 'Points', description: 'Promised.' }),
    available: t.expose('available', { type: 'Points', description: 'In wallets, to be spent.' }),
    held: t.expose('held', { type: 'Points', description: 'In wallets, held for orders.' }),
    pending: t.expose('pending', { type: 'Points', description: 'In wallets, waiting for room.' }),
    payable: t.expose('payable', { type: 'Points', description: 'Owed to merchants.' }),
    paidOut: t.expose('paidOut', { type: 'Points', description: 'Paid to merchants.' }),
    breakage: t.expose('breakage', { type: 'Points', description: 'Expired or forfeited.' }),
  }),
})

builder.prismaObjectField(Contract, 'conservation', (t) =>
  t.loadable({
    type: ConservationRef,
    nullable: true,
    authScopes: { kinds: ['OPERATOR'] },
    unauthorizedResolver: () => null,
    description:
      'Where every point that was ever deposited is now (R34); null for others than operators.',
    // A later mutation of the same request must be shown what it did.
    loaderOptions: { cache: false },
    load: async (ids: ContractId[], { db }) => {
      const found = await conservationOf(db, ids)
      return ids.map((id) => found.get(id) ?? new Error(`There is no contract ${id}`))
    },
    resolve: ({ id }) => id as ContractId,
  }),
)
