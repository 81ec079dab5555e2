import { visibleWallets } from '../access.ts'
import { readInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import { code } from '../shapes.ts'
import { Wallet } from './wallet.ts'

builder.queryField('wallet', (t) =>
  t.prismaField({
    type: Wallet,
    nullable: true,
    authScopes: { caller: true },
    description: 'The wallet of that account; null where the caller may see none.',
    args: {
      account: t.arg.string({ required: true, description: "The account's external id." }),
    },
    resolve: (query, _root, args, context) => {
      const externalId = readInput(code, args.account, ['account'])
      return context.db.wallet.findFirst({
        ...query,
        where: { account: { externalId }, AND: visibleWallets(context) },
      })
    },
  }),
)
