import { z } from 'zod'
import type { Country as CountryRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { country, currency, text } from '../shapes.ts'
import { carryOutDeed, createOnce, verb } from '../verb.ts'
import { Country } from './country.ts'

const AddCountryPayload = builder
  .objectRef<{ readonly country: CountryRow }>('AddCountryPayload')
  .implement({
    description: 'The country can have merchants.',
    fields: (t) => ({
      country: t.field({
        type: Country,
        description: 'As it was entered.',
        resolve: ({ country }) => country,
      }),
    }),
  })

const AddCountryInput = builder.inputType('AddCountryInput', {
  description: 'A country where points are to be spent (R24).',
  fields: (t) => ({
    code: t.string({ required: true, description: 'ISO 3166, two letters.' }),
    name: t.string({ required: true, description: 'As people read it.' }),
    currency: t.string({ required: true, description: 'ISO 4217.' }),
  }),
})

builder.mutationField('addCountry', (t) =>
  t.field({
    type: resultOf(AddCountryPayload),
    description:
      'Enters a country where points can be spent (R24). For operators. A repeat answers the country that is there (R35); where that differs from the input: ALREADY_EXISTS.',
    args: { input: t.arg({ type: AddCountryInput, required: true, description: 'Which one.' }) },
    resolve: verb(
      { shape: z.object({ code: country, name: text, currency }), may: ['OPERATOR'] },
      (asked, asker) =>
        createOnce(
          carryOutDeed(asker, 'addCountry', async (tx) => {
            const country = await tx.country.create({ data: asked })
            return { answer: { country }, deed: { details: asked } }
          }),
          'code',
          async () => {
            const country = await asker.db.country.findUnique({ where: asked })
            return country && { country }
          },
        ),
    ),
  }),
)
