import { z } from 'zod'
import { refuse } from '../../domain/refusal.ts'
import type { Merchant as MerchantRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { code } from '../shapes.ts'
import { carryOutDeed, verb } from '../verb.ts'
import { Merchant } from './merchant.ts'

const SetMerchantAcceptsPointsPayload = builder
  .objectRef<{ readonly merchant: MerchantRow }>('SetMerchantAcceptsPointsPayload')
  .implement({
    description: 'The merchant is open or closed to points, as was asked.',
    fields: (t) => ({
      merchant: t.field({
        type: Merchant,
        description: 'As it is now.',
        resolve: ({ merchant }) => merchant,
      }),
    }),
  })

const SetMerchantAcceptsPointsInput = builder.inputType('SetMerchantAcceptsPointsInput', {
  description: 'A merchant, and whether points can be spent there.',
  fields: (t) => ({
    merchant: t.string({ required: true, description: "The merchant's code." }),
    acceptsPoints: t.boolean({ required: true, description: 'Wanted from now on (R22).' }),
  }),
})

builder.mutationField('setMerchantAcceptsPoints', (t) =>
  t.field({
    type: resultOf(SetMerchantAcceptsPointsPayload),
    description: 'Opens or closes a merchant to points (R22). For operators. Safe to repeat.',
    args: {
      input: t.arg({
        type: SetMerchantAcceptsPointsInput,
        required: true,
        description: 'Which merchant, and how.',
      }),
    },
    resolve: verb(
      { shape: z.object({ merchant: code, acceptsPoints: z.boolean() }), may: ['OPERATOR'] },
      ({ merchant: code, acceptsPoints }, asker) =>
        carryOutDeed(asker, 'setMerchantAcceptsPoints', async (tx) => {
          const where = { code, NOT: { acceptsPoints } }
          const { count } = await tx.merchant.updateMany({ where, data: { acceptsPoints } })
          const merchant = await tx.merchant.findUnique({ where: { code } })
          if (!merchant) return refuse('NOT_FOUND', 'merchant')
          if (count === 0) return { answer: { merchant } }
          return {
            answer: { merchant },
            deed: { target: { type: 'Merchant', id: merchant.id }, details: { acceptsPoints } },
          }
        }),
    ),
  }),
)
