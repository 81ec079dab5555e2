import { builder } from '../builder.ts'
import { PartnerStatus } from './enums.ts'

export const Agency = builder.prismaNode('Agency', {
  description: 'A business that sells point coupons for the platform.',
  authScopes: { kinds: ['OPERATOR', 'AGENCY'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'By which the agency is named.' }),
    name: t.exposeString('name', { description: 'Its name.' }),
    commissionBasisPoints: t.exposeInt('commissionBasisPoints', {
      nullable: true,
      description: 'Commission on the face value of its orders, in hundredths of a percent (R31).',
    }),
    status: t.expose('status', { type: PartnerStatus, description: 'Whether it takes part.' }),
  }),
})
