import { z } from 'zod'
import type { RedemptionId } from '../../domain/ids.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { globalId, idempotencyKey, optional, positivePoints } from '../shapes.ts'
import { verb } from '../verb.ts'
import { redemptionPayload } from './redemption-payload.ts'

const CaptureRedemptionPayload = redemptionPayload(
  'CaptureRedemptionPayload',
  'The points are spent, the rest is released, and it stays so if the server dies now (R36).',
)

const CaptureRedemptionInput = builder.inputType('CaptureRedemptionInput', {
  description: 'Held points to spend, the second of two steps.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: '1 to 64 visible ASCII characters. A repeat with the same key is safe (R35).',
    }),
    redemption: t.id({ required: true, description: 'That is AUTHORIZED.' }),
    points: t.field({
      type: 'Points',
      description:
        'At least 1, at most what is held; the rest is released. All that is held, if left out.',
    }),
  }),
})

const shape = z.object({
  idempotencyKey,
  redemption: globalId<RedemptionId>('Redemption'),
  points: optional(positivePoints),
})

builder.mutationField('captureRedemption', (t) =>
  t.field({
    type: resultOf(CaptureRedemptionPayload),
    description:
      'Spends held points, in part or whole, once; after the hold ended: HOLD_EXPIRED (R20). For the merchant and operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({ type: CaptureRedemptionInput, required: true, description: 'What to spend.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR', 'MERCHANT'] }, (asked, { posting, caller }) =>
      posting.post<'captureRedemption'>({ ...asked, kind: 'captureRedemption', caller }),
    ),
  }),
)
