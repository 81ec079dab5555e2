import { couponStatusAt } from '../../domain/coupon.ts'
import { builder } from '../builder.ts'
import { CouponStatus } from './enums.ts'

export const Coupon = builder.prismaNode('Coupon', {
  description:
    'A code worth a fixed number of points, registered once (R15). The code itself is shown nowhere but in the one export. A user sees those that they registered.',
  authScopes: { kinds: ['OPERATOR', 'PARTNER', 'AGENCY', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    order: t.relation('order', { description: 'Of which it is one.' }),
    suffix: t.exposeString('suffix', {
      description: 'Last four characters of the code, to tell coupons apart (R15).',
    }),
    value: t.field({
      type: 'Points',
      description: 'Points that it brings (R16).',
      select: { order: { select: { value: true } } },
      resolve: ({ order }) => order.value,
    }),
    status: t.field({
      type: CouponStatus,
      description: 'What has become of it, as of now (R16, R18).',
      select: { order: true },
      resolve: (row, _args, { now }) => couponStatusAt(row, row.order, now()),
    }),
    registerBy: t.field({
      type: 'Date',
      description: 'Last day on which it can be registered, in KST (R16).',
      select: { order: { select: { registerBy: true } } },
      resolve: ({ order }) => order.registerBy,
    }),
    registeredAt: t.expose('registeredAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was registered (R16); null where it is not.',
    }),
    accrual: t.relation('accrual', {
      authScopes: { kinds: ['OPERATOR', 'PARTNER', 'USER'] },
      unauthorizedResolver: () => null,
      nullable: true,
      description: 'What it granted; null until it is registered, and for agencies.',
    }),
  }),
})
