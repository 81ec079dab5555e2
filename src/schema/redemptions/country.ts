import { builder } from '../builder.ts'

export const Country = builder.prismaObject('Country', {
  description: 'A country where points are spent (R24).',
  authScopes: { kinds: ['OPERATOR'] },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'ISO 3166, two letters.' }),
    name: t.exposeString('name', { description: 'As people read it.' }),
    currency: t.exposeString('currency', { description: 'ISO 4217.' }),
  }),
})
