import { isKind, nothing, visibleRedemptions } from '../access.ts'
import { builder } from '../builder.ts'
import { RedemptionStatus } from './enums.ts'
import { Merchant } from './merchant.ts'
import { ofStatus } from './status.ts'

builder.prismaObjectField(Merchant, 'redemptions', (t) =>
  t.relatedConnection('redemptions', {
    cursor: 'id',
    description: 'Points spent there, newest first; empty for users.',
    args: {
      status: t.arg({ type: RedemptionStatus, description: 'Only those in that state now.' }),
    },
    query: (args, context) => {
      const seen = isKind(context, 'USER') ? nothing : visibleRedemptions(context)
      return {
        where: { AND: [seen, args.status ? ofStatus(args.status, context.now()) : {}] },
        orderBy: { id: 'desc' },
      }
    },
  }),
)
