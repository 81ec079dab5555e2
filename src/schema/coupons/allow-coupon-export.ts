import { z } from 'zod'
import { isExportable } from '../../domain/coupon-order.ts'
import { refuse } from '../../domain/refusal.ts'
import type { CouponOrderAnswer } from '../../posting/command.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { text } from '../shapes.ts'
import { type Asker, carryOutDeed, verb } from '../verb.ts'
import { couponOrder, couponOrderPayload } from './order-step.ts'

const AllowCouponExportPayload = couponOrderPayload(
  'AllowCouponExportPayload',
  'Whoever delivers the order can ask for its codes (exportCouponCodes).',
)

const shape = z.object({ order: couponOrder, reason: text })

const AllowCouponExportInput = builder.inputType('AllowCouponExportInput', {
  description: 'An order whose export broke off.',
  fields: (t) => ({
    order: t.id({ required: true, description: 'Whose codes were never received whole.' }),
    reason: t.string({ required: true, description: 'Why, for the audit.' }),
  }),
})

builder.mutationField('allowCouponExport', (t) =>
  t.field({
    type: resultOf(AllowCouponExportPayload),
    description:
      'Allows another export of an order whose download broke off; one that is still under way ends there (R15). Once the codes were received whole, and whenever they can’t be exported (R14): INVALID_STATE_CHANGE. For operators. Safe to repeat: where no link was used, nothing changes.',
    args: {
      input: t.arg({
        type: AllowCouponExportInput,
        required: true,
        description: 'Which order, and why.',
      }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, allow),
  }),
)

const allow = ({ order, reason }: z.output<typeof shape>, asker: Asker) =>
  carryOutDeed<CouponOrderAnswer>(asker, 'allowCouponExport', async (tx, at) => {
    const found = await tx.couponOrder.findUnique({ where: { id: order } })
    if (!found) return refuse('NOT_FOUND', 'order')
    if (!isExportable(found, at)) return refuse('INVALID_STATE_CHANGE', 'order')
    const { count } = await tx.couponExport.updateMany({
      where: { orderId: order, begunAt: { not: null }, receivedAt: null },
      data: { begunAt: null, tokenHash: null, lapsesAt: null },
    })
    const { receivedAt } = await tx.couponExport.findUniqueOrThrow({ where: { orderId: order } })
    if (receivedAt) return refuse('INVALID_STATE_CHANGE', 'order')
    if (count === 0) return { answer: { couponOrder: found } }
    return {
      answer: { couponOrder: found },
      deed: { target: { type: 'CouponOrder', id: order }, details: { reason } },
    }
  })
