import { z } from 'zod'
import type { ContractId } from '../../domain/ids.ts'
import type { BudgetDeposited } from '../../posting/command.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { agreedPoints, globalId, idempotencyKey } from '../shapes.ts'
import { verb } from '../verb.ts'
import { Contract } from './contract.ts'

const DepositBudgetPayload = builder.objectRef<BudgetDeposited>('DepositBudgetPayload').implement({
  description: 'The points are in the budget, and stay so if the server dies now (R36).',
  fields: (t) => ({
    contract: t.prismaField({
      type: Contract,
      description: 'With its budget as it is now.',
      resolve: (query, { contract }, _args, { db }) =>
        db.contract.findUniqueOrThrow({ ...query, where: { id: contract } }),
    }),
    replayed: t.exposeBoolean('replayed', {
      description: 'The same key had already been carried out (R35).',
    }),
  }),
})

const DepositBudgetInput = builder.inputType('DepositBudgetInput', {
  description: 'Points that a partner has paid for.',
  fields: (t) => ({
    idempotencyKey: t.string({
      required: true,
      description: '1 to 64 visible ASCII characters. A repeat with the same key is safe (R35).',
    }),
    contract: t.id({
      required: true,
      description: 'A prepaid one, in TESTING or LIVE (R12, R13).',
    }),
    points: t.field({ type: 'Points', required: true, description: '1 to 10^12 points.' }),
  }),
})

const shape = z.object({
  idempotencyKey,
  contract: globalId<ContractId>('Contract'),
  points: agreedPoints,
})

builder.mutationField('depositBudget', (t) =>
  t.field({
    type: resultOf(DepositBudgetPayload),
    description:
      'Adds points that were paid for to a prepaid contract’s budget (R12). For operators. Safe to repeat with the same key.',
    args: {
      input: t.arg({ type: DepositBudgetInput, required: true, description: 'What to add.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, (asked, { posting, caller }) =>
      posting.post<'depositBudget'>({ ...asked, kind: 'depositBudget', caller }),
    ),
  }),
)
