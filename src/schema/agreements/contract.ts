import { budgetOf } from '../../domain/contract.ts'
import { points } from '../../domain/points.ts'
import { builder } from '../builder.ts'
import { ContractBudget } from './contract-budget.ts'
import { Billing, Channel, ContractStatus, CouponBilling } from './enums.ts'

const party = { authScopes: { kinds: ['OPERATOR', 'PARTNER'] } } as const
const partyOrNull = { ...party, nullable: true, unauthorizedResolver: () => null } as const

export const Contract = builder.prismaNode('Contract', {
  description:
    'What a partner and the platform agreed on; nothing is granted without one that is live. A user sees only whose it is.',
  authScopes: { kinds: ['OPERATOR', 'PARTNER', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    partner: t.relation('partner', { description: 'Whose points they are.' }),
    channel: t.expose('channel', { ...party, type: Channel, description: 'How it grants (R13).' }),
    status: t.expose('status', {
      ...party,
      type: ContractStatus,
      description: 'How far it has come (R13).',
    }),
    validityMonths: t.exposeInt('validityMonths', {
      ...party,
      description: 'How long its points live, in months after the month of the accrual (R5).',
    }),
    validityNegotiated: t.exposeBoolean('validityNegotiated', {
      ...partyOrNull,
      description:
        'Whether another term than 24 or 60 months was agreed (R6); null for others than its partner.',
    }),
    unitPrice: t.expose('unitPrice', {
      ...partyOrNull,
      type: 'Decimal',
      description: 'Price of one point, in won; null for others than its partner.',
    }),
    billing: t.expose('billing', {
      ...partyOrNull,
      type: Billing,
      description: 'When it is paid for (R12); null for others than its partner.',
    }),
    creditLimit: t.expose('creditLimit', {
      ...partyOrNull,
      type: 'Points',
      description:
        'How far it may grant ahead of payment (R12), 0 where prepaid; null for others than its partner.',
    }),
    couponBilling: t.expose('couponBilling', {
      ...partyOrNull,
      type: CouponBilling,
      description: 'Which coupons are paid for (R31); null for others than its partner.',
    }),
    budget: t.field({
      ...partyOrNull,
      type: ContractBudget,
      description: 'What it may still grant (R12); null for others than its partner.',
      resolve: ({ budget, reserved, deposited, creditLimit }) =>
        budgetOf({
          budget: points(budget),
          reserved: points(reserved),
          deposited: points(deposited),
          creditLimit: points(creditLimit),
        }),
    }),
    startsOn: t.expose('startsOn', {
      ...party,
      type: 'Date',
      description: 'First day on which it grants, in KST (R13).',
    }),
    endsOn: t.expose('endsOn', {
      ...partyOrNull,
      type: 'Date',
      description: 'Last day on which it grants, in KST (R13); null: open-ended.',
    }),
  }),
})
