import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { verb } from '../verb.ts'
import { requireDeliverer } from './deliverer.ts'
import { couponOrderPayload, orderShape } from './order-step.ts'

const MarkCouponOrderDeliveredPayload = couponOrderPayload(
  'MarkCouponOrderDeliveredPayload',
  'Its coupons can be registered, and stay so if the server dies now (R36).',
)

const MarkCouponOrderDeliveredInput = builder.inputType('MarkCouponOrderDeliveredInput', {
  description: 'An order whose coupons were delivered to their users.',
  fields: (t) => ({
    order: t.id({ required: true, description: 'That is ISSUED, with all its codes made.' }),
  }),
})

builder.mutationField('markCouponOrderDelivered', (t) =>
  t.field({
    type: resultOf(MarkCouponOrderDeliveredPayload),
    description:
      'Says that an order’s coupons were delivered: from now on they can be registered (R14, R16). From any other state than ISSUED, before the last code is made, and after registerBy: INVALID_STATE_CHANGE (R18). For whoever delivers it alone: its partner or its agency. Safe to repeat.',
    args: {
      input: t.arg({
        type: MarkCouponOrderDeliveredInput,
        required: true,
        description: 'Which order.',
      }),
    },
    resolve: verb(
      { shape: orderShape, may: ['PARTNER', 'AGENCY'] },
      async (asked, asker) =>
        (await requireDeliverer(asked.order, asker)) ??
        asker.posting.post<'markCouponOrderDelivered'>({
          ...asked,
          kind: 'markCouponOrderDelivered',
          caller: asker.caller,
        }),
    ),
  }),
)
