import { isKind } from '../access.ts'
import { builder } from '../builder.ts'
import { RuleCodeRef } from '../refusals.ts'
import { AccrualStatus, Purpose } from './enums.ts'

const walletSide = {
  authScopes: { kinds: ['OPERATOR', 'USER'] },
  unauthorizedResolver: () => null,
} as const

export const Accrual = builder.prismaNode('Accrual', {
  description: 'One grant of points. A completed one can never be cancelled (R7).',
  authScopes: { kinds: ['OPERATOR', 'PARTNER', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    contract: t.relation('contract', { description: 'Whose budget it drew on (R12).' }),
    wallet: t.relation('wallet', {
      ...walletSide,
      nullable: true,
      description: 'Who got the points; null for callers who may not see it.',
    }),
    status: t.expose('status', { type: AccrualStatus, description: 'What has become of it.' }),
    purpose: t.expose('purpose', { type: Purpose, description: 'What for (R11).' }),
    amount: t.expose('amount', { type: 'Points', description: '1 to 2,000,000 points (R2).' }),
    availableAmount: t.expose('availableAmount', {
      ...walletSide,
      type: 'Points',
      nullable: true,
      description:
        'What could be spent at once: available + pending = amount (R3). Null until paid, and for callers who may not see the wallet.',
    }),
    pendingAmount: t.expose('pendingAmount', {
      ...walletSide,
      type: 'Points',
      nullable: true,
      description:
        'What had to wait for room (R3). Null until paid, and for callers who may not see the wallet.',
    }),
    refusedCode: t.field({
      type: RuleCodeRef,
      nullable: true,
      description: 'Why a scheduled accrual was refused when its time came (R10); null otherwise.',
      resolve: ({ refusedCode }) => refusedCode as typeof RuleCodeRef.$inferType | null,
    }),
    idempotencyKey: t.string({
      nullable: true,
      description: "The request's key (R35); null for users, and where it had none.",
      resolve: ({ idempotencyKey }, _args, context) =>
        isKind(context, 'OPERATOR', 'PARTNER') ? idempotencyKey : null,
    }),
    coupon: t.relation('coupon', {
      nullable: true,
      description: 'By whose registration it was granted (R16); null where by none.',
    }),
    eventTitle: t.exposeString('eventTitle', {
      nullable: true,
      description: 'What the user reads in the notice (R28); null: the name of the partner.',
    }),
    validThrough: t.expose('validThrough', {
      type: 'Date',
      nullable: true,
      description: 'Last day of the points, in KST (R5); null until paid.',
    }),
    scheduledFor: t.expose('scheduledFor', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is to be paid (R10); null: at once.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
    completedAt: t.expose('completedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was paid; null until then.',
    }),
    test: t.exposeBoolean('test', {
      description: 'Made under a contract in TESTING: it grants nothing, for ever (R13).',
    }),
  }),
})
