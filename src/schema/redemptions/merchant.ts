import { builder } from '../builder.ts'

export const Merchant = builder.prismaNode('Merchant', {
  description: 'Where points are spent. A user sees those at which they spent some.',
  authScopes: { kinds: ['OPERATOR', 'MERCHANT', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'By which the merchant is named.' }),
    name: t.exposeString('name', { description: 'As users read it.' }),
    country: t.exposeString('countryCode', { description: 'ISO 3166, two letters.' }),
    currency: t.exposeString('currency', {
      description: 'ISO 4217. Other than KRW: a redemption names the foreign amount (R24).',
    }),
    acceptsPoints: t.exposeBoolean('acceptsPoints', {
      authScopes: { kinds: ['OPERATOR', 'MERCHANT'] },
      description: 'Whether points can be spent there now (R22).',
    }),
  }),
})
