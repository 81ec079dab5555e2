import { visibleNotices } from '../access.ts'
import { builder } from '../builder.ts'
import { Wallet } from './wallet.ts'

builder.prismaObjectField(Wallet, 'notices', (t) =>
  t.relatedConnection('notices', {
    cursor: 'id',
    description:
      'The notices to its user, those yet to be sent and those given up too, newest first (R28).',
    query: (_args, context) => ({ where: visibleNotices(context), orderBy: { id: 'desc' } }),
  }),
)
