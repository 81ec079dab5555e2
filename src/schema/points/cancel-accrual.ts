import { z } from 'zod'
import type { AccrualId } from '../../domain/ids.ts'
import type { Answer } from '../../posting/command.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { globalId } from '../shapes.ts'
import { verb } from '../verb.ts'
import { Accrual } from './accrual.ts'

const CancelAccrualPayload = builder
  .objectRef<Answer<'cancelAccrual'>>('CancelAccrualPayload')
  .implement({
    description: 'The accrual will not be paid, and its points are back in the budget (R36).',
    fields: (t) => ({
      accrual: t.prismaField({
        type: Accrual,
        description: 'As it is now: CANCELLED.',
        resolve: (query, { accrual: id }, _args, { db }) =>
          db.accrual.findUniqueOrThrow({ ...query, where: { id } }),
      }),
    }),
  })

const CancelAccrualInput = builder.inputType('CancelAccrualInput', {
  description: 'A scheduled accrual to give up.',
  fields: (t) => ({
    accrual: t.id({ required: true, description: 'That is SCHEDULED.' }),
  }),
})

builder.mutationField('cancelAccrual', (t) =>
  t.field({
    type: resultOf(CancelAccrualPayload),
    description:
      'Cancels a scheduled accrual until it is paid; a completed one never: ACCRUAL_ALREADY_COMPLETED (R7). For the contract’s partner and operators. Safe to repeat.',
    args: {
      input: t.arg({ type: CancelAccrualInput, required: true, description: 'Which accrual.' }),
    },
    resolve: verb(
      {
        shape: z.object({ accrual: globalId<AccrualId>('Accrual') }),
        may: ['OPERATOR', 'PARTNER'],
      },
      (asked, { posting, caller }) =>
        posting.post<'cancelAccrual'>({ ...asked, kind: 'cancelAccrual', caller }),
    ),
  }),
)
