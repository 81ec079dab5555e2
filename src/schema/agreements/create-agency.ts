import { z } from 'zod'
import type { Agency as AgencyRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { newId } from '../new-id.ts'
import { resultOf } from '../result.ts'
import { code, text } from '../shapes.ts'
import { carryOutDeed, createOnce, verb } from '../verb.ts'
import { Agency } from './agency.ts'

const CreateAgencyPayload = builder
  .objectRef<{ readonly agency: AgencyRow }>('CreateAgencyPayload')
  .implement({
    description: 'The agency is known.',
    fields: (t) => ({
      agency: t.field({
        type: Agency,
        description: 'As it is now: ACTIVE where it is new.',
        resolve: ({ agency }) => agency,
      }),
    }),
  })

const CreateAgencyInput = builder.inputType('CreateAgencyInput', {
  description: 'An agency to enter.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'By which it is named from now on: 1 to 64 visible characters.',
    }),
    name: t.string({ required: true, description: 'Its name.' }),
    commissionBasisPoints: t.int({
      required: true,
      description:
        'Commission on the face value of its orders, in hundredths of a percent, 0 to 10,000 (R31).',
    }),
  }),
})

const shape = z.object({
  code,
  name: text,
  commissionBasisPoints: z
    .number()
    .min(0, 'must be 0 or more.')
    .max(10_000, 'must be at most 10,000, which is all of it.'),
})

builder.mutationField('createAgency', (t) =>
  t.field({
    type: resultOf(CreateAgencyPayload),
    description:
      'Enters an agency. For operators. A repeat answers the agency that is there (R35); where that differs from the input: ALREADY_EXISTS.',
    args: {
      input: t.arg({ type: CreateAgencyInput, required: true, description: 'Whom to enter.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, (asked, asker) =>
      createOnce(
        carryOutDeed(asker, 'createAgency', async (tx, at) => {
          const id = newId(at)
          const agency = await tx.agency.create({ data: { ...asked, id, createdAt: at } })
          return {
            answer: { agency },
            deed: { target: { type: 'Agency', id }, details: asked },
          }
        }),
        'code',
        async () => {
          const agency = await asker.db.agency.findUnique({ where: asked })
          return agency && { agency }
        },
      ),
    ),
  }),
)
