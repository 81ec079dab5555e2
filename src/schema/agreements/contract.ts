import { builder } from '../builder.ts'
import { ContractBudget } from './contract-budget.ts'
import { currentBudget, dueAt } from './current-budget.ts'
import { Billing, Channel, ContractStatus, CouponBilling } from './enums.ts'

const parties = { authScopes: { kinds: ['OPERATOR', 'PARTNER', 'AGENCY'] } } as const
const orNull = { nullable: true, unauthorizedResolver: () => null } as const
const partnerOrNull = { authScopes: { kinds: ['OPERATOR', 'PARTNER'] }, ...orNull } as const

export const Contract = builder.prismaNode('Contract', {
  description:
    'What a partner and the platform agreed on; nothing is granted without one that is live. A user sees only whose it is, an agency neither its price nor its billing nor its budget.',
  authScopes: { kinds: ['OPERATOR', 'PARTNER', 'AGENCY', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    partner: t.relation('partner', { description: 'Whose points they are.' }),
    channel: t.expose('channel', {
      ...parties,
      type: Channel,
      description: 'How it grants (R13).',
    }),
    status: t.expose('status', {
      ...parties,
      type: ContractStatus,
      description: 'How far it has come (R13).',
    }),
    validityMonths: t.exposeInt('validityMonths', {
      ...parties,
      description: 'How long its points live, in months after the month of the accrual (R5).',
    }),
    validityNegotiated: t.exposeBoolean('validityNegotiated', {
      ...partnerOrNull,
      description:
        'Whether another term than 24 or 60 months was agreed (R6); null for others than its partner.',
    }),
    unitPrice: t.expose('unitPrice', {
      ...partnerOrNull,
      type: 'Decimal',
      description: 'Price of one point, in won; null for others than its partner.',
    }),
    billing: t.expose('billing', {
      ...partnerOrNull,
      type: Billing,
      description: 'When it is paid for (R12); null for others than its partner.',
    }),
    creditLimit: t.expose('creditLimit', {
      ...partnerOrNull,
      type: 'Points',
      description:
        'How far it may grant ahead of payment (R12), 0 where prepaid; null for others than its partner.',
    }),
    couponBilling: t.expose('couponBilling', {
      ...partnerOrNull,
      type: CouponBilling,
      description: 'Which coupons are paid for (R31); null for others than its partner.',
    }),
    budget: t.field({
      ...partnerOrNull,
      type: ContractBudget,
      description:
        'What it may still grant, as of now: what coupons past their last day held is back (R12, R18). Null for others than its partner.',
      select: (_args, { now }) => ({ couponOrders: { where: dueAt(now()) } }),
      resolve: (row, _args, { now }) => currentBudget(row, now()),
    }),
    startsOn: t.expose('startsOn', {
      ...parties,
      type: 'Date',
      description: 'First day on which it grants, in KST (R13).',
    }),
    endsOn: t.expose('endsOn', {
      ...parties,
      ...orNull,
      type: 'Date',
      description: 'Last day on which it grants, in KST (R13); null: open-ended.',
    }),
  }),
})
