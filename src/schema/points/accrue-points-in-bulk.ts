import { z } from 'zod'
import { isRefusal, type Refusal } from '../../domain/refusal.ts'
import type { PointsAccrued } from '../../posting/command.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { verb } from '../verb.ts'
import { AccruePointsResult, grantShape, itemShape } from './accrue-points.ts'
import { Purpose } from './enums.ts'
import { RecipientInput, recipientOf } from './recipient.ts'

interface PointsAccruedInBulk {
  readonly results: readonly (PointsAccrued | Refusal)[]
}

const AccruePointsInBulkPayload = builder
  .objectRef<PointsAccruedInBulk>('AccruePointsInBulkPayload')
  .implement({
    description: 'Each recipient was accepted or refused on its own (R11).',
    fields: (t) => ({
      results: t.field({
        type: [AccruePointsResult],
        description: 'One for each item, in the order given.',
        resolve: ({ results }) => results,
      }),
    }),
  })

const AccrualItemInput = builder.inputType('AccrualItemInput', {
  description: 'One recipient of a bulk; the same as a single accrual of that input (R35).',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: '1 to 64 visible ASCII characters, of this item alone (R35).',
    }),
    recipient: t.field({
      type: RecipientInput,
      required: true,
      description: 'Who gets them (R9).',
    }),
    amount: t.field({
      type: 'Points',
      required: true,
      description: '1 to 2,000,000 points (R2). What exceeds the cap of the wallet waits (R3).',
    }),
  }),
})

const AccruePointsInBulkInput = builder.inputType('AccruePointsInBulkInput', {
  description: 'Grants of points to many recipients, at once.',
  fields: (t) => ({
    contract: t.id({ required: true, description: 'Of channel API; its budget pays (R12, R13).' }),
    items: t.field({
      type: [AccrualItemInput],
      required: true,
      description: '1 to 1,000 recipients (R11).',
    }),
    purpose: t.field({
      type: Purpose,
      required: true,
      defaultValue: 'OTHER',
      description: 'What for (R11).',
    }),
    eventTitle: t.string({
      description: 'What the users read in the notice (R28); left out: the name of the partner.',
    }),
  }),
})

const shape = z.object({
  ...grantShape,
  items: z
    .array(z.object(itemShape))
    .min(1, 'must name at least 1 recipient.')
    .max(1_000, 'must name at most 1,000 recipients.'),
})

builder.mutationField('accruePointsInBulk', (t) =>
  t.field({
    type: resultOf(AccruePointsInBulkPayload),
    description:
      'Grants points to up to 1,000 recipients, each accepted or refused on its own (R11). For the contract’s partner and operators. Safe to repeat with the same keys.',
    args: {
      input: t.arg({
        type: AccruePointsInBulkInput,
        required: true,
        description: 'What to grant, and to whom.',
      }),
    },
    resolve: verb({ shape, may: ['OPERATOR', 'PARTNER'] }, async ({ items, ...shared }, asker) => {
      const results = await asker.posting.postAll<'accruePoints'>(
        items.map((item) => ({
          ...shared,
          ...item,
          kind: 'accruePoints',
          caller: asker.caller,
          recipient: recipientOf(item.recipient, asker),
        })),
      )
      return { results: results.map(inItem) }
    }),
  }),
)

/** A refusal says where it is in the bulk: at the item, unless all items share the field. */
function inItem(result: PointsAccrued | Refusal, index: number): PointsAccrued | Refusal {
  if (!isRefusal(result) || !result.path) return result
  const [input = 'input', field = '', ...rest] = result.path
  if (field in grantShape) return result
  return { ...result, path: [input, 'items', String(index), field, ...rest] }
}
