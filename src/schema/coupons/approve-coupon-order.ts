import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { verb } from '../verb.ts'
import { couponOrderPayload, orderShape } from './order-step.ts'

const ApproveCouponOrderPayload = couponOrderPayload(
  'ApproveCouponOrderPayload',
  'The order is taken on, and stays so if the server dies now (R36).',
)

const ApproveCouponOrderInput = builder.inputType('ApproveCouponOrderInput', {
  description: 'An order of coupons to take on.',
  fields: (t) => ({
    order: t.id({ required: true, description: 'That is REQUESTED.' }),
  }),
})

builder.mutationField('approveCouponOrder', (t) =>
  t.field({
    type: resultOf(ApproveCouponOrderPayload),
    description:
      'Takes on an order that was requested; from any other state: INVALID_STATE_CHANGE (R14). For the agency to which it was given, and operators. Safe to repeat.',
    args: {
      input: t.arg({
        type: ApproveCouponOrderInput,
        required: true,
        description: 'Which order.',
      }),
    },
    resolve: verb(
      { shape: orderShape, may: ['OPERATOR', 'AGENCY'] },
      (asked, { posting, caller }) =>
        posting.post<'approveCouponOrder'>({ ...asked, kind: 'approveCouponOrder', caller }),
    ),
  }),
)
