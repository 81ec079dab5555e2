import { z } from 'zod'
import { refuse } from '../../domain/refusal.ts'
import type { Agency as AgencyRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { code, partnerStatus } from '../shapes.ts'
import { carryOutDeed, verb } from '../verb.ts'
import { Agency } from './agency.ts'
import { PartnerStatus } from './enums.ts'

const SetAgencyStatusPayload = builder
  .objectRef<{ readonly agency: AgencyRow }>('SetAgencyStatusPayload')
  .implement({
    description: 'The agency has that status.',
    fields: (t) => ({
      agency: t.field({
        type: Agency,
        description: 'As it is now.',
        resolve: ({ agency }) => agency,
      }),
    }),
  })

const SetAgencyStatusInput = builder.inputType('SetAgencyStatusInput', {
  description: 'An agency, and the status that it is to have.',
  fields: (t) => ({
    agency: t.string({ required: true, description: "The agency's code." }),
    status: t.field({ type: PartnerStatus, required: true, description: 'Wanted from now on.' }),
  }),
})

builder.mutationField('setAgencyStatus', (t) =>
  t.field({
    type: resultOf(SetAgencyStatusPayload),
    description:
      'Suspends an agency, so that it takes no orders, or lets it go on. For operators. Safe to repeat.',
    args: {
      input: t.arg({
        type: SetAgencyStatusInput,
        required: true,
        description: 'Which agency, and how.',
      }),
    },
    resolve: verb(
      { shape: z.object({ agency: code, status: partnerStatus }), may: ['OPERATOR'] },
      ({ agency: code, status }, asker) =>
        carryOutDeed(asker, 'setAgencyStatus', async (tx) => {
          const where = { code, NOT: { status } }
          const { count } = await tx.agency.updateMany({ where, data: { status } })
          const agency = await tx.agency.findUnique({ where: { code } })
          if (!agency) return refuse('NOT_FOUND', 'agency')
          if (count === 0) return { answer: { agency } }
          return {
            answer: { agency },
            deed: { target: { type: 'Agency', id: agency.id }, details: { status } },
          }
        }),
    ),
  }),
)
