import type { CouponCounts } from '../../domain/coupon-counts.ts'
import { builder } from '../builder.ts'

export const CouponCountsRef = builder.objectRef<CouponCounts>('CouponCounts').implement({
  description: 'How many coupons of an order have come how far.',
  fields: (t) => ({
    issued: t.exposeInt('issued', {
      description: 'Codes that are made; less than the quantity while they are being made (R14).',
    }),
    delivered: t.exposeInt('delivered', {
      description: 'Delivered: all of them, or none yet (R14).',
    }),
    registered: t.exposeInt('registered', { description: 'Registered (R16).' }),
    expired: t.exposeInt('expired', {
      description: 'Not registered by the end of their last day (R18).',
    }),
    void: t.exposeInt('void', {
      description: 'Not registered before the order was stopped (R18).',
    }),
  }),
})
