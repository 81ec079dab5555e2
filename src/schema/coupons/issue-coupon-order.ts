import { z } from 'zod'
import type { CouponOrderIssued } from '../../posting/command.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { idempotencyKey } from '../shapes.ts'
import { verb } from '../verb.ts'
import { CouponOrder } from './coupon-order.ts'
import { couponOrder } from './order-step.ts'

const IssueCouponOrderPayload = builder
  .objectRef<CouponOrderIssued>('IssueCouponOrderPayload')
  .implement({
    description:
      'The whole value is set aside in the budget, and stays so if the server dies now (R36).',
    fields: (t) => ({
      couponOrder: t.field({
        type: CouponOrder,
        description:
          'ISSUED; its codes are being made, and counts.issued tells how far; repeated, as it is now.',
        resolve: ({ order, rows }, _args, { db }) =>
          rows?.couponOrder ?? db.couponOrder.findUniqueOrThrow({ where: { id: order } }),
      }),
      replayed: t.exposeBoolean('replayed', {
        description: 'The same key had already been carried out (R35).',
      }),
    }),
  })

const IssueCouponOrderInput = builder.inputType('IssueCouponOrderInput', {
  description: 'An order of coupons to issue.',
  fields: (t) => ({
    order: t.id({ required: true, description: 'That is APPROVED.' }),
    idempotencyKey: t.string({
      required: true,
      description: '1 to 64 visible ASCII characters. A repeat with the same key is safe (R35).',
    }),
  }),
})

const shape = z.object({ order: couponOrder, idempotencyKey })

builder.mutationField('issueCouponOrder', (t) =>
  t.field({
    type: resultOf(IssueCouponOrderPayload),
    description:
      'Sets quantity x value aside in the contract’s budget, or nothing (R12), and has the codes made (R14, R15). From any other state than APPROVED, and after registerBy: INVALID_STATE_CHANGE. For the agency to which it was given, and operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({ type: IssueCouponOrderInput, required: true, description: 'Which order.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR', 'AGENCY'] }, (asked, { posting, caller }) =>
      posting.post<'issueCouponOrder'>({ ...asked, kind: 'issueCouponOrder', caller }),
    ),
  }),
)
