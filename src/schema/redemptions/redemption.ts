import { points, won } from '../../domain/points.ts'
import {
  cashReceiptEligibleAmount,
  otherAmountOf,
  type RedemptionAmounts,
  statusAt,
} from '../../domain/spending.ts'
import type { Redemption as RedemptionRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { RedemptionStatus } from './enums.ts'
import { ForeignAmount } from './foreign-amount.ts'

export const Redemption = builder.prismaNode('Redemption', {
  description: 'Points spent, or held to be spent, on one order of a merchant (R21).',
  authScopes: { kinds: ['OPERATOR', 'MERCHANT', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    wallet: t.relation('wallet', {
      authScopes: { kinds: ['OPERATOR', 'USER'] },
      unauthorizedResolver: () => null,
      nullable: true,
      description: 'Whose points; null for callers who may not see it.',
    }),
    merchant: t.relation('merchant', { description: 'Where they were spent.' }),
    orderId: t.exposeString('orderId', { description: "The merchant's own id of the order." }),
    status: t.field({
      type: RedemptionStatus,
      description: 'What has become of it; a hold whose time is up has lapsed (R20).',
      resolve: (row, _args, { now }) => statusAt(row, now()),
    }),
    orderAmount: t.expose('orderAmount', { type: 'Won', description: 'What the order cost.' }),
    discountAmount: t.expose('discountAmount', {
      type: 'Won',
      description: 'Other coupons and discounts on it (R21).',
    }),
    points: t.expose('points', { type: 'Points', description: 'Points asked for.' }),
    capturedPoints: t.expose('capturedPoints', {
      type: 'Points',
      description: 'Points really spent; 0 while they are held.',
    }),
    refundedPoints: t.expose('refundedPoints', {
      type: 'Points',
      description: 'Points given back (R25).',
    }),
    otherAmount: t.field({
      type: 'Won',
      description: 'What is left to pay by other means; refunds do not change it (R21).',
      resolve: (row, _args, { now }) => otherAmountOf(amountsOf(row, now())),
    }),
    cashReceiptEligibleAmount: t.field({
      type: 'Won',
      description: 'The part that a cash receipt could cover; never the points (R23).',
      select: { merchant: { select: { countryCode: true } } },
      resolve: (row, _args, { now }) =>
        cashReceiptEligibleAmount(amountsOf(row, now()), row.merchant.countryCode),
    }),
    foreign: t.field({
      type: ForeignAmount,
      nullable: true,
      description: 'What the order cost abroad (R24); null at home.',
      resolve: ({ foreignAmount, foreignCurrency, foreignRate }) =>
        foreignAmount && foreignCurrency && foreignRate
          ? { amount: foreignAmount, currency: foreignCurrency, rate: foreignRate }
          : null,
    }),
    holdExpiresAt: t.expose('holdExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the hold ends (R20); null where nothing was held.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
})

const amountsOf = (row: RedemptionRow, now: Date): RedemptionAmounts => ({
  status: statusAt(row, now),
  orderAmount: won(row.orderAmount),
  discountAmount: won(row.discountAmount),
  points: points(row.points),
  capturedPoints: points(row.capturedPoints),
})
