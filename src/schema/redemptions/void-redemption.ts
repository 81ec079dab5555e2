import { z } from 'zod'
import type { RedemptionId } from '../../domain/ids.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { globalId, idempotencyKey } from '../shapes.ts'
import { verb } from '../verb.ts'
import { redemptionPayload } from './redemption-payload.ts'

const VoidRedemptionPayload = redemptionPayload(
  'VoidRedemptionPayload',
  'The points are released, and stay so if the server dies now (R36).',
)

const VoidRedemptionInput = builder.inputType('VoidRedemptionInput', {
  description: 'Held points to release, the second of two steps.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: '1 to 64 visible ASCII characters. A repeat with the same key is safe (R35).',
    }),
    redemption: t.id({ required: true, description: 'That is AUTHORIZED.' }),
  }),
})

const shape = z.object({ idempotencyKey, redemption: globalId<RedemptionId>('Redemption') })

builder.mutationField('voidRedemption', (t) =>
  t.field({
    type: resultOf(VoidRedemptionPayload),
    description:
      'Releases all that is held, and the order can be paid for anew; after the hold ended: HOLD_EXPIRED (R20, R21). For the merchant and operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({ type: VoidRedemptionInput, required: true, description: 'What to release.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR', 'MERCHANT'] }, (asked, { posting, caller }) =>
      posting.post<'voidRedemption'>({ ...asked, kind: 'voidRedemption', caller }),
    ),
  }),
)
