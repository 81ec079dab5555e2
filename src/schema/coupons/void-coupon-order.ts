import { z } from 'zod'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { text } from '../shapes.ts'
import { verb } from '../verb.ts'
import { couponOrder, couponOrderPayload } from './order-step.ts'

const VoidCouponOrderPayload = couponOrderPayload(
  'VoidCouponOrderPayload',
  'What was not registered is void, and stays so if the server dies now (R36).',
)

const VoidCouponOrderInput = builder.inputType('VoidCouponOrderInput', {
  description: 'An order of coupons to stop, for example because its codes have leaked.',
  fields: (t) => ({
    order: t.id({
      required: true,
      description: 'That is issued, and neither stopped nor past registerBy.',
    }),
    reason: t.string({
      required: true,
      description: 'Why, for the audit and the order’s partner.',
    }),
  }),
})

builder.mutationField('voidCouponOrder', (t) =>
  t.field({
    type: resultOf(VoidCouponOrderPayload),
    description:
      'Stops an order: what is registered stays, what is not becomes VOID, and its value goes back to the budget where the order was never delivered or bills on registration, otherwise to breakage (R18). Before it is issued, and after registerBy: INVALID_STATE_CHANGE. For operators. Safe to repeat; the first reason stays.',
    args: {
      input: t.arg({
        type: VoidCouponOrderInput,
        required: true,
        description: 'Which order, and why.',
      }),
    },
    resolve: verb(
      { shape: z.object({ order: couponOrder, reason: text }), may: ['OPERATOR'] },
      (asked, { posting, caller }) =>
        posting.post<'voidCouponOrder'>({ ...asked, kind: 'voidCouponOrder', caller }),
    ),
  }),
)
