import { z } from 'zod'
import type { PartnerId } from '../../domain/ids.ts'
import type { Partner as PartnerRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { newId } from '../new-id.ts'
import { resultOf } from '../result.ts'
import { code, text } from '../shapes.ts'
import { carryOutDeed, createOnce, verb } from '../verb.ts'
import { Partner } from './partner.ts'

const CreatePartnerPayload = builder
  .objectRef<{ readonly partner: PartnerRow }>('CreatePartnerPayload')
  .implement({
    description: 'The partner is known.',
    fields: (t) => ({
      partner: t.field({
        type: Partner,
        description: 'As it is now: ACTIVE where it is new.',
        resolve: ({ partner }) => partner,
      }),
    }),
  })

const CreatePartnerInput = builder.inputType('CreatePartnerInput', {
  description: 'A partner to enter.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'By which it is named from now on: 1 to 64 visible characters.',
    }),
    name: t.string({ required: true, description: 'As users read it.' }),
    businessNumber: t.string({ required: true, description: 'Business registration number.' }),
  }),
})

builder.mutationField('createPartner', (t) =>
  t.field({
    type: resultOf(CreatePartnerPayload),
    description:
      'Enters a partner. For operators. A repeat answers the partner that is there (R35); where that differs from the input: ALREADY_EXISTS.',
    args: {
      input: t.arg({ type: CreatePartnerInput, required: true, description: 'Whom to enter.' }),
    },
    resolve: verb(
      { shape: z.object({ code, name: text, businessNumber: text }), may: ['OPERATOR'] },
      (asked, asker) =>
        createOnce(
          carryOutDeed(asker, 'createPartner', async (tx, at) => {
            const id = newId<PartnerId>(at)
            const partner = await tx.partner.create({ data: { ...asked, id, createdAt: at } })
            return {
              answer: { partner },
              deed: { target: { type: 'Partner', id }, details: { code: asked.code } },
            }
          }),
          'code',
          async () => {
            const partner = await asker.db.partner.findUnique({ where: asked })
            return partner && { partner }
          },
        ),
    ),
  }),
)
