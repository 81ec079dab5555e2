import { isExportable } from '../../domain/coupon-order.ts'
import type { CouponOrderId } from '../../domain/ids.ts'
import { refuse } from '../../domain/refusal.ts'
import type { CouponOrder as CouponOrderRow, Prisma } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { type Asker, carryOutDeed, verb } from '../verb.ts'
import { CouponOrder } from './coupon-order.ts'
import { requireDeliverer } from './deliverer.ts'
import { hashOfToken, linkMs, newExportToken } from './export-link.ts'
import { orderShape } from './order-step.ts'

interface ExportLink {
  readonly couponOrder: CouponOrderRow
  readonly csvUrl: string
}

const ExportCouponCodesPayload = builder
  .objectRef<ExportLink>('ExportCouponCodesPayload')
  .implement({
    description: 'A link to the codes. Nobody has had them whole yet.',
    fields: (t) => ({
      couponOrder: t.field({
        type: CouponOrder,
        description: 'As it is now; `exportedAt` tells when the codes were received.',
        resolve: ({ couponOrder }) => couponOrder,
      }),
      csvUrl: t.exposeString('csvUrl', {
        description:
          'A link to the codes as CSV, for GET without a token: it is a secret itself. It works once, for ten minutes (R15).',
      }),
    }),
  })

const ExportCouponCodesInput = builder.inputType('ExportCouponCodesInput', {
  description: 'An order whose codes are wanted.',
  fields: (t) => ({
    order: t.id({ required: true, description: 'That is issued, with all its codes made.' }),
  }),
})

builder.mutationField('exportCouponCodes', (t) =>
  t.field({
    type: resultOf(ExportCouponCodesPayload),
    description:
      'Makes a link to the codes of an order, by which they can be had once (R15): once received whole, nobody can read them again. Before the last code is made, once the link was used, once the order was stopped, and after registerBy: INVALID_STATE_CHANGE (R14); a download that broke off, the operator can allow again (allowCouponExport). For whoever delivers it alone: its partner or its agency. Repeated before the link was used, it makes a new link, and the one before no longer works.',
    args: {
      input: t.arg({ type: ExportCouponCodesInput, required: true, description: 'Which order.' }),
    },
    resolve: verb(
      { shape: orderShape, may: ['PARTNER', 'AGENCY'] },
      async ({ order }, asker) => (await requireDeliverer(order, asker)) ?? makeLink(order, asker),
    ),
  }),
)

function makeLink(order: CouponOrderId, asker: Asker) {
  const token = newExportToken()
  return carryOutDeed(asker, 'exportCouponCodes', async (tx, at) => {
    const couponOrder = await tx.couponOrder.findUniqueOrThrow({ where: { id: order } })
    const isKept = isExportable(couponOrder, at) && (await keepLink(tx, { order, token, at }))
    if (!isKept) return refuse('INVALID_STATE_CHANGE', 'order')
    return {
      answer: { couponOrder, csvUrl: asker.exportUrlOf(token) },
      deed: { target: { type: 'CouponOrder', id: order }, details: { link: 'MADE' } },
    }
  })
}

interface NewLink {
  readonly order: CouponOrderId
  readonly token: string
  readonly at: Date
}

/** Whether it could be kept: no link to these codes has been used. */
async function keepLink(
  tx: Prisma.TransactionClient,
  { order, token, at }: NewLink,
): Promise<boolean> {
  const { count } = await tx.couponExport.updateMany({
    where: { orderId: order, begunAt: null, sealKey: { not: null } },
    data: {
      tokenHash: hashOfToken(token),
      lapsesAt: new Date(at.getTime() + linkMs),
    },
  })
  return count === 1
}
