import { z } from 'zod'
import { holdDays } from '../../domain/hold.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { verb } from '../verb.ts'
import { redemptionPayload } from './redemption-payload.ts'
import { spendingFields, spendingShape } from './spending-input.ts'

const AuthorizeRedemptionPayload = redemptionPayload(
  'AuthorizeRedemptionPayload',
  'The points are held, and stay so if the server dies now (R36).',
)

const AuthorizeRedemptionInput = builder.inputType('AuthorizeRedemptionInput', {
  description: 'Points to hold for one order, the first of two steps.',
  fields: (t) => ({
    ...spendingFields(t),
    holdDays: t.int({
      required: true,
      defaultValue: holdDays.usual,
      description: '1 to 30: the hold ends exactly so many times 24 hours after it was made (R20).',
    }),
  }),
})

const shape = z.object({
  ...spendingShape,
  holdDays: z
    .int()
    .min(holdDays.least, 'must be at least 1 day.')
    .max(holdDays.most, 'must be at most 30 days.'),
})

builder.mutationField('authorizeRedemption', (t) =>
  t.field({
    type: resultOf(AuthorizeRedemptionPayload),
    description:
      'Holds points for an order, to be captured or voided before the hold ends (R20). For the merchant and operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({
        type: AuthorizeRedemptionInput,
        required: true,
        description: 'What to hold.',
      }),
    },
    resolve: verb({ shape, may: ['OPERATOR', 'MERCHANT'] }, (asked, { posting, caller }) =>
      posting.post<'authorizeRedemption'>({ ...asked, kind: 'authorizeRedemption', caller }),
    ),
  }),
)
