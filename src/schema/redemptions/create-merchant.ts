import { z } from 'zod'
import type { MerchantId } from '../../domain/ids.ts'
import { refuse } from '../../domain/refusal.ts'
import type { Merchant as MerchantRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { newId } from '../new-id.ts'
import { resultOf } from '../result.ts'
import { code, country, currency, text } from '../shapes.ts'
import { type Asker, carryOutDeed, createOnce, verb } from '../verb.ts'
import { Merchant } from './merchant.ts'

const CreateMerchantPayload = builder
  .objectRef<{ readonly merchant: MerchantRow }>('CreateMerchantPayload')
  .implement({
    description: 'The merchant is known.',
    fields: (t) => ({
      merchant: t.field({
        type: Merchant,
        description: 'As it was entered.',
        resolve: ({ merchant }) => merchant,
      }),
    }),
  })

const CreateMerchantInput = builder.inputType('CreateMerchantInput', {
  description: 'A merchant to enter.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'By which it is named from now on: 1 to 64 visible characters.',
    }),
    name: t.string({ required: true, description: 'As users read it.' }),
    country: t.string({
      required: true,
      description: 'ISO 3166, two letters; one that addCountry has entered (R24).',
    }),
    currency: t.string({ required: true, description: 'ISO 4217, in which its orders are (R24).' }),
    acceptsPoints: t.boolean({
      required: true,
      defaultValue: true,
      description: 'Whether points can be spent there (R22).',
    }),
  }),
})

const shape = z.object({ code, name: text, country, currency, acceptsPoints: z.boolean() })
type Asked = z.output<typeof shape>

builder.mutationField('createMerchant', (t) =>
  t.field({
    type: resultOf(CreateMerchantPayload),
    description:
      'Enters a merchant. For operators. A repeat answers the merchant that is there (R35); where that differs from the input: ALREADY_EXISTS.',
    args: {
      input: t.arg({ type: CreateMerchantInput, required: true, description: 'Whom to enter.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, (asked, asker) =>
      createOnce(createMerchant(asked, asker), 'code', () => sameMerchant(asked, asker)),
    ),
  }),
)

const createMerchant = ({ country: countryCode, ...asked }: Asked, asker: Asker) =>
  carryOutDeed(asker, 'createMerchant', async (tx, at) => {
    const known = await tx.country.findUnique({ where: { code: countryCode } })
    if (!known) return refuse('NOT_FOUND', 'country')
    const id = newId<MerchantId>(at)
    const merchant = await tx.merchant.create({
      data: { ...asked, countryCode, id, createdAt: at },
    })
    return {
      answer: { merchant },
      deed: { target: { type: 'Merchant', id }, details: { code: asked.code } },
    }
  })

async function sameMerchant({ country: countryCode, ...asked }: Asked, { db }: Asker) {
  const merchant = await db.merchant.findUnique({ where: { ...asked, countryCode } })
  return merchant && { merchant }
}
