import { z } from 'zod'
import type { CouponOrderId } from '../../domain/ids.ts'
import type { CouponOrderAnswer } from '../../posting/command.ts'
import { builder } from '../builder.ts'
import { globalId } from '../shapes.ts'
import { CouponOrder } from './coupon-order.ts'

/** What a step of an order answers that moves no points, under the name of its own payload. */
export const couponOrderPayload = (name: string, description: string) =>
  builder.objectRef<CouponOrderAnswer>(name).implement({
    description,
    fields: (t) => ({
      couponOrder: t.field({
        type: CouponOrder,
        description: 'As this step left it; repeated, as it is now.',
        resolve: ({ couponOrder }) => couponOrder,
      }),
    }),
  })

export const couponOrder = globalId<CouponOrderId>('CouponOrder')

/** What is asked of a step that needs to know nothing but its order. */
export const orderShape = z.object({ order: couponOrder })
