import { visibleMerchants, visibleRedemptions } from '../access.ts'
import { readInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { code, country, text } from '../shapes.ts'
import { Merchant } from './merchant.ts'
import { Redemption } from './redemption.ts'
import { counting } from './status.ts'

const merchantsOf = (given: string | null | undefined, context: Context) => ({
  AND: [
    visibleMerchants(context),
    given == null ? {} : { countryCode: readInput(country, given, ['country']) },
  ],
})

builder.queryFields((t) => ({
  merchant: t.prismaField({
    type: Merchant,
    nullable: true,
    authScopes: { caller: true },
    description: 'The merchant of that code; null where the caller may see none.',
    args: { code: t.arg.string({ required: true, description: "The merchant's code." }) },
    resolve: (query, _root, args, context) =>
      context.db.merchant.findUnique({
        ...query,
        where: { code: readInput(code, args.code, ['code']), AND: visibleMerchants(context) },
      }),
  }),
  merchants: t.prismaConnection({
    type: Merchant,
    cursor: 'id',
    authScopes: { caller: true },
    description: 'The merchants that the caller may see, newest first.',
    args: {
      country: t.arg.string({ description: 'Only those of that country: ISO 3166, two letters.' }),
    },
    totalCount: (_root, args, context) =>
      context.db.merchant.count({ where: merchantsOf(args.country, context) }),
    resolve: (query, _root, args, context) => {
      const where = merchantsOf(args.country, context)
      return context.db.merchant.findMany({ ...query, where, orderBy: { id: 'desc' } })
    },
  }),
  redemption: t.prismaField({
    type: Redemption,
    nullable: true,
    authScopes: { caller: true },
    description:
      'The one that counts for the order (R21), or else the newest; null where the caller may see none.',
    args: {
      merchant: t.arg.string({ required: true, description: "The merchant's code." }),
      orderId: t.arg.string({ required: true, description: "The merchant's own id of the order." }),
    },
    resolve: async (query, _root, args, context) => {
      const order = {
        merchant: { code: readInput(code, args.merchant, ['merchant']) },
        orderId: readInput(text, args.orderId, ['orderId']),
        AND: visibleRedemptions(context),
      }
      const counts = { ...order, ...counting(context.now()) }
      return (
        (await context.db.redemption.findFirst({ ...query, where: counts })) ??
        context.db.redemption.findFirst({ ...query, where: order, orderBy: { id: 'desc' } })
      )
    },
  }),
}))
