import { isKind, nothing, visibleAccruals } from '../access.ts'
import { builder } from '../builder.ts'
import { AccrualStatus, Purpose } from '../points/enums.ts'
import { madeWithin } from '../time-range.ts'
import { Contract } from './contract.ts'

const AccrualFilter = builder.inputType('AccrualFilter', {
  description: 'Which accruals; all of it must hold.',
  fields: (t) => ({
    statuses: t.field({ type: [AccrualStatus], description: 'In one of these states.' }),
    purposes: t.field({ type: [Purpose], description: 'For one of these purposes.' }),
    from: t.field({ type: 'DateTime', description: 'Asked for then or later.' }),
    to: t.field({ type: 'DateTime', description: 'Asked for before then.' }),
  }),
})

builder.prismaObjectField(Contract, 'accruals', (t) =>
  t.relatedConnection('accruals', {
    cursor: 'id',
    description: 'What was granted under it, newest first; empty for users and agencies.',
    args: { filter: t.arg({ type: AccrualFilter, description: 'Only those that fit.' }) },
    query: ({ filter }, context) => {
      const seen = isKind(context, 'USER') ? nothing : visibleAccruals(context)
      return {
        where: {
          AND: [seen],
          ...(filter?.statuses && { status: { in: [...filter.statuses] } }),
          ...(filter?.purposes && { purpose: { in: [...filter.purposes] } }),
          id: madeWithin(filter ?? {}),
        },
        orderBy: { id: 'desc' },
      }
    },
  }),
)
