import { z } from 'zod'
import { callerScope } from '../../domain/caller.ts'
import { visibleAccruals } from '../access.ts'
import { readInput } from '../bad-input.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { idempotencyKey } from '../shapes.ts'
import { Accrual } from './accrual.ts'

const kept = z.object({ accrual: z.string() })

/** R13, R35: the accrual that the caller's key stands for, the live one before the test. */
async function accrualOf(key: string, { caller, db }: Context): Promise<string | undefined> {
  if (!caller) return undefined
  const answers = await db.idempotency.findMany({
    where: { caller: callerScope(caller), key },
    orderBy: { test: 'asc' },
  })
  return answers.map(({ answer }) => kept.safeParse(answer).data?.accrual).find(Boolean)
}

builder.queryField('accrual', (t) =>
  t.prismaField({
    type: Accrual,
    nullable: true,
    authScopes: { caller: true },
    description:
      'The accrual that was made with that key: the live one, or else the test (R13). Null where the caller gave none such.',
    args: {
      idempotencyKey: t.arg.string({
        required: true,
        description: 'The key that the caller gave (R35).',
      }),
    },
    resolve: async (query, _root, args, context) => {
      const key = readInput(idempotencyKey, args.idempotencyKey, ['idempotencyKey'])
      const id = await accrualOf(key, context)
      if (!id) return null
      const where = { id, AND: visibleAccruals(context) }
      return context.db.accrual.findUnique({ ...query, where })
    },
  }),
)
