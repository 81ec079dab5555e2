import { visibleRedemptions } from '../access.ts'
import { builder } from '../builder.ts'
import { Wallet } from './wallet.ts'

builder.prismaObjectField(Wallet, 'redemptions', (t) =>
  t.relatedConnection('redemptions', {
    cursor: 'id',
    description: 'What was spent from it, newest first.',
    query: (_args, context) => ({ where: visibleRedemptions(context), orderBy: { id: 'desc' } }),
  }),
)
