import { endOf } from '../../domain/calendar.ts'
import { badInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import { leastIdOf } from '../time-range.ts'
import { Wallet } from './wallet.ts'

builder.prismaObjectFields(Wallet, (t) => ({
  expiring: t.field({
    type: 'Points',
    description: 'Points that expire by the end of that date, pending ones too (R27).',
    args: {
      through: t.arg({ type: 'Date', required: true, description: 'The last day, in KST.' }),
    },
    resolve: async ({ id }, { through }, { loaders }) => {
      const standing = await loaders.standings.load(id)
      const end = endOf(through)
      let sum = 0n
      for (const { expiresAt, remaining, pending } of standing?.lots.values() ?? [])
        if (expiresAt <= end) sum += remaining + pending
      return sum
    },
  }),
  balanceAt: t.field({
    type: 'Points',
    description:
      'Available + held as it stood at that instant, from the ledger; the future is malformed (R27).',
    args: { at: t.arg({ type: 'DateTime', required: true, description: 'Not after now.' }) },
    resolve: async ({ id }, { at }, { db, now }) => {
      if (at > now()) throw badInput(['at'], 'at must not lie in the future.')
      const last = await db.journal.findFirst({
        where: { ownerId: id, id: { lt: leastIdOf(new Date(at.getTime() + 1)) } },
        orderBy: { id: 'desc' },
        select: { balanceAfter: true },
      })
      return last?.balanceAfter ?? 0n
    },
  }),
}))
