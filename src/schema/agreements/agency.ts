import { builder } from '../builder.ts'
import { PartnerStatus } from './enums.ts'

export const Agency = builder.prismaNode('Agency', {
  description:
    'A business that sells point coupons for the platform. A partner sees those to which its orders are given.',
  authScopes: { kinds: ['OPERATOR', 'PARTNER', 'AGENCY'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'By which the agency is named.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    commissionBasisPoints: t.exposeInt('commissionBasisPoints', {
      authScopes: { kinds: ['OPERATOR', 'AGENCY'] },
      unauthorizedResolver: () => null,
      nullable: true,
      description:
        'Commission on the face value of its orders, in hundredths of a percent (R31); null for partners.',
    }),
    status: t.expose('status', { type: PartnerStatus, description: 'Whether it takes part.' }),
  }),
})
