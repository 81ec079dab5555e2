import { z } from 'zod'
import { statusesBefore } from '../../domain/contract.ts'
import type { ContractId } from '../../domain/ids.ts'
import { refuse } from '../../domain/refusal.ts'
import type { Contract as ContractRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { globalId } from '../shapes.ts'
import { type Asker, carryOutDeed, verb } from '../verb.ts'
import { Contract } from './contract.ts'
import { ContractStatus } from './enums.ts'

const ChangeContractStatusPayload = builder
  .objectRef<{ readonly contract: ContractRow }>('ChangeContractStatusPayload')
  .implement({
    description: 'The contract has that status.',
    fields: (t) => ({
      contract: t.field({
        type: Contract,
        description: 'As it is now.',
        resolve: ({ contract }) => contract,
      }),
    }),
  })

const ChangeContractStatusInput = builder.inputType('ChangeContractStatusInput', {
  description: 'A contract, and the status that it is to have.',
  fields: (t) => ({
    contract: t.id({ required: true, description: 'Which contract.' }),
    status: t.field({
      type: ContractStatus,
      required: true,
      description: 'A later one of DRAFT, TESTING, LIVE, ENDED; TESTING may be left out (R13).',
    }),
  }),
})

const shape = z.object({
  contract: globalId<ContractId>('Contract'),
  status: z.enum(['DRAFT', 'TESTING', 'LIVE', 'ENDED']),
})

builder.mutationField('changeContractStatus', (t) =>
  t.field({
    type: resultOf(ChangeContractStatusPayload),
    description:
      'Takes a contract a step further (R13); no way back: INVALID_STATE_CHANGE. For operators. Safe to repeat.',
    args: {
      input: t.arg({
        type: ChangeContractStatusInput,
        required: true,
        description: 'Which contract, and how far.',
      }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, changeStatus),
  }),
)

const changeStatus = ({ contract: id, status }: z.output<typeof shape>, asker: Asker) =>
  carryOutDeed(asker, 'changeContractStatus', async (tx) => {
    const where = { id, status: { in: [...statusesBefore(status)] } }
    const { count } = await tx.contract.updateMany({ where, data: { status } })
    const contract = await tx.contract.findUnique({ where: { id } })
    if (!contract) return refuse('NOT_FOUND', 'contract')
    if (contract.status !== status) return refuse('INVALID_STATE_CHANGE', 'status')
    if (count === 0) return { answer: { contract } }
    return { answer: { contract }, deed: { target: { type: 'Contract', id }, details: { status } } }
  })
