import { couponCounts } from '../../domain/coupon-counts.ts'
import { builder } from '../builder.ts'
import { CouponCountsRef } from './coupon-counts.ts'
import { CouponOrderStatus, DeliveredBy, Delivery } from './enums.ts'

/** A field for those who deal with the order, and not for users. */
export const parties = { authScopes: { kinds: ['OPERATOR', 'PARTNER', 'AGENCY'] } } as const
/** The same for one that is null for users. */
export const partiesOrNull = {
  ...parties,
  nullable: true,
  unauthorizedResolver: () => null,
} as const

export const CouponOrder = builder.prismaNode('CouponOrder', {
  description:
    'So many coupons of one value, ordered by a partner (R14). A user sees only what a coupon that they registered says of its order.',
  authScopes: { kinds: ['OPERATOR', 'PARTNER', 'AGENCY', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    contract: t.relation('contract', { description: 'Whose budget it draws on (R12).' }),
    agency: t.relation('agency', {
      ...partiesOrNull,
      description:
        'To which it was given; null: to none, then the platform issues. Null for users.',
    }),
    status: t.expose('status', {
      type: CouponOrderStatus,
      description: 'How far it has come (R14); what has become of its coupons, they tell.',
    }),
    eventTitle: t.exposeString('eventTitle', {
      description: 'What users read in the notice of their points (R28).',
    }),
    value: t.expose('value', {
      type: 'Points',
      description: 'Of one coupon, 1 to 2,000,000 points (R2).',
    }),
    quantity: t.exposeInt('quantity', {
      ...parties,
      description: 'How many coupons, 1 to 1,000,000 (R14).',
    }),
    registerBy: t.expose('registerBy', {
      type: 'Date',
      description: 'Last day on which its coupons can be registered, in KST (R16).',
    }),
    delivery: t.expose('delivery', {
      ...parties,
      type: Delivery,
      description: 'By which channel (R18).',
    }),
    deliveredBy: t.expose('deliveredBy', {
      ...parties,
      type: DeliveredBy,
      description: 'Who delivers, and alone may export the codes (R14).',
    }),
    test: t.exposeBoolean('test', {
      description: 'Made under a contract in TESTING: its coupons grant nothing, for ever (R13).',
    }),
    counts: t.field({
      ...parties,
      type: CouponCountsRef,
      description: 'How far its coupons have come, as of now (R14, R18).',
      resolve: (row, _args, { now }) => couponCounts(row, now()),
    }),
  }),
})
