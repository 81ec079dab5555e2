import { z } from 'zod'
import type { RedemptionId } from '../../domain/ids.ts'
import type { PointsRefunded } from '../../posting/command.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { globalId, idempotencyKey, optional, positivePoints, text } from '../shapes.ts'
import { verb } from '../verb.ts'
import { redemptionFields } from './redemption-payload.ts'

const RefundRedemptionPayload = builder
  .objectRef<PointsRefunded>('RefundRedemptionPayload')
  .implement({
    description: 'The points are back, and stay so if the server dies now (R36).',
    fields: (t) => ({
      ...redemptionFields(t),
      expiredPoints: t.expose('expiredPoints', {
        type: 'Points',
        nullable: true,
        authScopes: { kinds: ['OPERATOR'] },
        unauthorizedResolver: () => null,
        description:
          'Refunded, but expired at once, because their time was up (R25); null for callers who may not see the wallet.',
      }),
    }),
  })

const RefundRedemptionInput = builder.inputType('RefundRedemptionInput', {
  description: 'Points to give back.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: '1 to 64 visible ASCII characters. A repeat with the same key is safe (R35).',
    }),
    redemption: t.id({ required: true, description: 'That was captured.' }),
    points: t.field({
      type: 'Points',
      required: true,
      description: 'At least 1, at most what was captured and not yet refunded.',
    }),
    reason: t.string({ description: 'Kept with the refund, for people to read.' }),
  }),
})

const shape = z.object({
  idempotencyKey,
  redemption: globalId<RedemptionId>('Redemption'),
  points: positivePoints,
  reason: optional(text),
})

builder.mutationField('refundRedemption', (t) =>
  t.field({
    type: resultOf(RefundRedemptionPayload),
    description:
      'Gives points back to the lots they came from, in part or whole, in several steps (R25). For the merchant and operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({
        type: RefundRedemptionInput,
        required: true,
        description: 'What to give back.',
      }),
    },
    resolve: verb({ shape, may: ['OPERATOR', 'MERCHANT'] }, (asked, { posting, caller }) =>
      posting.post<'refundRedemption'>({ ...asked, kind: 'refundRedemption', caller }),
    ),
  }),
)
