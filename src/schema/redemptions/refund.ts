import { builder } from '../builder.ts'
import { Redemption } from './redemption.ts'

const Refund = builder.prismaObject('Refund', {
  description: 'One step in which points of a redemption were given back (R25).',
  fields: (t) => ({
    points: t.expose('points', { type: 'Points', description: 'Points given back.' }),
    expiredPoints: t.expose('expiredPoints', {
      type: 'Points',
      authScopes: { kinds: ['OPERATOR', 'USER'] },
      unauthorizedResolver: () => null,
      nullable: true,
      description:
        'Of these, what expired at once, because its time was up; null for callers who may not see the wallet.',
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'As it was given; null where none was.',
    }),
    refundedAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was done.' }),
  }),
})

builder.prismaObjectField(Redemption, 'refunds', (t) =>
  t.relatedConnection('refunds', {
    type: Refund,
    cursor: 'id',
    description: 'The steps in which it was refunded, oldest first.',
    query: { orderBy: { id: 'asc' } },
  }),
)
