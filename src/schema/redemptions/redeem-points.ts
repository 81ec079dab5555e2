import { z } from 'zod'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { verb } from '../verb.ts'
import { redemptionPayload } from './redemption-payload.ts'
import { spendingFields, spendingShape } from './spending-input.ts'

const RedeemPointsPayload = redemptionPayload(
  'RedeemPointsPayload',
  'The points are spent, and stay so if the server dies now (R36).',
)

const RedeemPointsInput = builder.inputType('RedeemPointsInput', {
  description: 'Points to spend on one order, in one step.',
  fields: spendingFields,
})

builder.mutationField('redeemPoints', (t) =>
  t.field({
    type: resultOf(RedeemPointsPayload),
    description:
      'Spends points on an order (R19 to R26). For the merchant and operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({ type: RedeemPointsInput, required: true, description: 'What to spend.' }),
    },
    resolve: verb(
      { shape: z.object(spendingShape), may: ['OPERATOR', 'MERCHANT'] },
      (asked, { posting, caller }) =>
        posting.post<'redeemPoints'>({ ...asked, kind: 'redeemPoints', caller }),
    ),
  }),
)
