import { builder } from '../builder.ts'
import { PartnerStatus } from './enums.ts'

const staff = { authScopes: { kinds: ['OPERATOR', 'PARTNER', 'AGENCY'] } } as const

export const Partner = builder.prismaNode('Partner', {
  description:
    'A business that buys points and gives them to its customers. A user sees only the name of one whose points they got, an agency no more than it needs for its orders.',
  authScopes: { kinds: ['OPERATOR', 'PARTNER', 'AGENCY', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    code: t.exposeString('code', { ...staff, description: 'By which the partner is named.' }),
    name: t.exposeString('name', { description: 'As users read it.' }),
    businessNumber: t.exposeString('businessNumber', {
      authScopes: { kinds: ['OPERATOR', 'PARTNER'] },
      nullable: true,
      unauthorizedResolver: () => null,
      description: 'Business registration number; null for callers who may not see it.',
    }),
    status: t.expose('status', {
      ...staff,
      type: PartnerStatus,
      description: 'A suspended partner grants nothing new (R13).',
    }),
    createdAt: t.expose('createdAt', {
      ...staff,
      type: 'DateTime',
      description: 'When it was entered.',
    }),
  }),
})
