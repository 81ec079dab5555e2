import { type Caller, type CallerKind, callerKinds } from '../../domain/caller.ts'
import { Account } from '../accounts/account.ts'
import { Agency } from '../agreements/agency.ts'
import { Partner } from '../agreements/partner.ts'
import { builder } from '../builder.ts'
import { Merchant } from '../redemptions/merchant.ts'

const who: Record<CallerKind, string> = {
  OPERATOR: "The platform's own staff and internal services.",
  PARTNER: 'A partner, for its own contracts, accruals and orders of coupons.',
  AGENCY: 'An agency, for the orders of coupons that were given to it.',
  MERCHANT: 'A merchant, for what is spent there.',
  USER: 'A user, for their own account.',
}

const ViewerKind = builder.enumType('ViewerKind', {
  description: 'On whose behalf a call is made.',
  values: Object.fromEntries(
    callerKinds.map((kind) => [kind, { description: who[kind] }]),
  ) as Record<CallerKind, { readonly description: string }>,
})

const Viewer = builder.objectRef<Caller>('Viewer').implement({
  description: 'Who is calling.',
  fields: (t) => ({
    kind: t.expose('kind', { type: ViewerKind, description: 'On whose behalf.' }),
    partner: t.prismaField({
      type: Partner,
      nullable: true,
      description: 'The partner that is calling; null where it is none.',
      resolve: (query, { kind, code }, _args, { db }) =>
        kind === 'PARTNER' ? db.partner.findUnique({ ...query, where: { code } }) : null,
    }),
    agency: t.prismaField({
      type: Agency,
      nullable: true,
      description: 'The agency that is calling; null where it is none.',
      resolve: (query, { kind, code }, _args, { db }) =>
        kind === 'AGENCY' ? db.agency.findUnique({ ...query, where: { code } }) : null,
    }),
    merchant: t.prismaField({
      type: Merchant,
      nullable: true,
      description: 'The merchant that is calling; null where it is none.',
      resolve: (query, { kind, code }, _args, { db }) =>
        kind === 'MERCHANT' ? db.merchant.findUnique({ ...query, where: { code } }) : null,
    }),
    account: t.prismaField({
      type: Account,
      nullable: true,
      description: 'The account that is calling; null where it is none.',
      resolve: (query, { kind, code }, _args, { db }) =>
        kind === 'USER' ? db.account.findUnique({ ...query, where: { externalId: code } }) : null,
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    nullable: true,
    description: 'Who is calling; null where the call does not say.',
    resolve: (_root, _args, { caller }) => caller ?? null,
  }),
)
