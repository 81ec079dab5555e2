import { builder } from '../builder.ts'
import { CouponOrder, parties, partiesOrNull } from './coupon-order.ts'

const instant = { ...partiesOrNull, type: 'DateTime' } as const

builder.prismaObjectFields(CouponOrder, (t) => ({
  requestedAt: t.expose('requestedAt', {
    ...parties,
    type: 'DateTime',
    description: 'When the partner asked for it.',
  }),
  approvedAt: t.expose('approvedAt', {
    ...instant,
    description: 'When it was taken on; null until then, and for users.',
  }),
  issuedAt: t.expose('issuedAt', {
    ...instant,
    description: 'When its value was reserved (R14); null until then, and for users.',
  }),
  exportedAt: t.field({
    ...instant,
    description:
      'When its codes were received whole, which they are once (R15); null until then, and for users.',
    select: { export: { select: { receivedAt: true } } },
    resolve: (row) => row.export?.receivedAt ?? null,
  }),
  deliveredAt: t.expose('deliveredAt', {
    ...instant,
    description: 'When it was marked delivered (R14); null until then, and for users.',
  }),
  settledAt: t.expose('settledAt', {
    ...instant,
    description:
      'When the last statement that holds it was paid (R31); null until then, and for users.',
  }),
  cancelledAt: t.expose('cancelledAt', {
    ...instant,
    description: 'When it was given up (R14); null where it was not, and for users.',
  }),
  voidedAt: t.expose('voidedAt', {
    ...instant,
    description:
      'When an operator stopped it, so that what was not registered is void (R18); null where none did, and for users.',
  }),
  voidReason: t.exposeString('voidReason', {
    ...partiesOrNull,
    description: 'Why it was stopped (R18); null where it was not, and for users.',
  }),
}))
