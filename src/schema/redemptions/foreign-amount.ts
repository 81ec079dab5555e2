import type { Prisma } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'

export const ForeignAmount = builder
  .objectRef<{
    readonly amount: Prisma.Decimal
    readonly currency: string
    readonly rate: Prisma.Decimal
  }>('ForeignAmount')
  .implement({
    description: 'What an order cost abroad: amount x rate, rounded half up, in won (R24).',
    authScopes: { kinds: ['OPERATOR', 'MERCHANT', 'USER'] },
    fields: (t) => ({
      amount: t.expose('amount', { type: 'Decimal', description: 'In the local currency.' }),
      currency: t.exposeString('currency', { description: 'ISO 4217.' }),
      rate: t.expose('rate', {
        type: 'Decimal',
        description: 'Won for one unit of the currency.',
      }),
    }),
  })
