import { isKind, nothing, visibleContracts } from '../access.ts'
import { builder } from '../builder.ts'
import { ContractStatus } from './enums.ts'
import { Partner } from './partner.ts'

builder.prismaObjectField(Partner, 'contracts', (t) =>
  t.relatedConnection('contracts', {
    cursor: 'id',
    totalCount: true,
    description: 'Its contracts, newest first; empty for users.',
    args: {
      status: t.arg({ type: ContractStatus, description: 'Only those that have come so far.' }),
    },
    query: (args, context) => {
      const seen = isKind(context, 'USER') ? nothing : visibleContracts(context)
      return {
        where: { AND: [seen, args.status ? { status: args.status } : {}] },
        orderBy: { id: 'desc' },
      }
    },
  }),
)
