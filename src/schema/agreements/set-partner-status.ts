import { z } from 'zod'
import { refuse } from '../../domain/refusal.ts'
import type { Partner as PartnerRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { code, partnerStatus } from '../shapes.ts'
import { carryOutDeed, verb } from '../verb.ts'
import { PartnerStatus } from './enums.ts'
import { Partner } from './partner.ts'

const SetPartnerStatusPayload = builder
  .objectRef<{ readonly partner: PartnerRow }>('SetPartnerStatusPayload')
  .implement({
    description: 'The partner has that status.',
    fields: (t) => ({
      partner: t.field({
        type: Partner,
        description: 'As it is now.',
        resolve: ({ partner }) => partner,
      }),
    }),
  })

const SetPartnerStatusInput = builder.inputType('SetPartnerStatusInput', {
  description: 'A partner, and the status that it is to have.',
  fields: (t) => ({
    partner: t.string({ required: true, description: "The partner's code." }),
    status: t.field({ type: PartnerStatus, required: true, description: 'Wanted from now on.' }),
  }),
})

builder.mutationField('setPartnerStatus', (t) =>
  t.field({
    type: resultOf(SetPartnerStatusPayload),
    description:
      'Suspends a partner, so that it grants nothing new, or lets it go on (R13). For operators. Safe to repeat.',
    args: {
      input: t.arg({
        type: SetPartnerStatusInput,
        required: true,
        description: 'Which partner, and how.',
      }),
    },
    resolve: verb(
      { shape: z.object({ partner: code, status: partnerStatus }), may: ['OPERATOR'] },
      ({ partner: code, status }, asker) =>
        carryOutDeed(asker, 'setPartnerStatus', async (tx) => {
          const where = { code, NOT: { status } }
          const { count } = await tx.partner.updateMany({ where, data: { status } })
          const partner = await tx.partner.findUnique({ where: { code } })
          if (!partner) return refuse('NOT_FOUND', 'partner')
          if (count === 0) return { answer: { partner } }
          return {
            answer: { partner },
            deed: { target: { type: 'Partner', id: partner.id }, details: { status } },
          }
        }),
    ),
  }),
)
