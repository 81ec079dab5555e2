import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { verb } from '../verb.ts'
import { couponOrderPayload, orderShape } from './order-step.ts'

const CancelCouponOrderPayload = couponOrderPayload(
  'CancelCouponOrderPayload',
  'The order comes to nothing, and stays so if the server dies now (R36).',
)

const CancelCouponOrderInput = builder.inputType('CancelCouponOrderInput', {
  description: 'An order of coupons to give up.',
  fields: (t) => ({
    order: t.id({ required: true, description: 'That is REQUESTED or APPROVED.' }),
  }),
})

builder.mutationField('cancelCouponOrder', (t) =>
  t.field({
    type: resultOf(CancelCouponOrderPayload),
    description:
      'Gives up an order before it is issued; later: INVALID_STATE_CHANGE (R14). For the contract’s partner and operators. Safe to repeat.',
    args: {
      input: t.arg({ type: CancelCouponOrderInput, required: true, description: 'Which order.' }),
    },
    resolve: verb(
      { shape: orderShape, may: ['OPERATOR', 'PARTNER'] },
      (asked, { posting, caller }) =>
        posting.post<'cancelCouponOrder'>({ ...asked, kind: 'cancelCouponOrder', caller }),
    ),
  }),
)
