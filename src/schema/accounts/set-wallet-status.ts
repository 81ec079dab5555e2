import { z } from 'zod'
import { refuse } from '../../domain/refusal.ts'
import type { Wallet as WalletRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { code } from '../shapes.ts'
import { type Asker, carryOutDeed, verb } from '../verb.ts'
import { WalletStatus } from './enums.ts'
import { Wallet } from './wallet.ts'

const SetWalletStatusPayload = builder
  .objectRef<{ readonly wallet: WalletRow }>('SetWalletStatusPayload')
  .implement({
    description: 'The wallet has that status.',
    fields: (t) => ({
      wallet: t.field({
        type: Wallet,
        description: 'As it is now.',
        resolve: ({ wallet }) => wallet,
      }),
    }),
  })

const SetWalletStatusInput = builder.inputType('SetWalletStatusInput', {
  description: 'A wallet, and the status that it is to have.',
  fields: (t) => ({
    account: t.string({ required: true, description: 'External id of the account that has it.' }),
    status: t.field({
      type: WalletStatus,
      required: true,
      description: 'ACTIVE or FROZEN. Only closeAccount closes one, for ever (R26).',
    }),
  }),
})

const shape = z.object({ account: code, status: z.enum(['ACTIVE', 'FROZEN', 'CLOSED']) })

builder.mutationField('setWalletStatus', (t) =>
  t.field({
    type: resultOf(SetWalletStatusPayload),
    description:
      'Freezes a wallet, so that it neither earns nor spends, or lets it go on (R26). From or to CLOSED: INVALID_STATE_CHANGE. For operators. Safe to repeat.',
    args: {
      input: t.arg({
        type: SetWalletStatusInput,
        required: true,
        description: 'Which wallet, and how.',
      }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, setWalletStatus),
  }),
)

const setWalletStatus = ({ account, status }: z.output<typeof shape>, asker: Asker) =>
  carryOutDeed(asker, 'setWalletStatus', async (tx) => {
    const found = await tx.wallet.findFirst({ where: { account: { externalId: account } } })
    if (!found) return refuse('NOT_FOUND', 'account')
    const { id } = found
    if (status === 'CLOSED') return refuse('INVALID_STATE_CHANGE', 'status')
    const from = status === 'FROZEN' ? 'ACTIVE' : 'FROZEN'
    const { count } = await tx.wallet.updateMany({ where: { id, status: from }, data: { status } })
    const wallet = await tx.wallet.findUniqueOrThrow({ where: { id } })
    if (wallet.status !== status) return refuse('INVALID_STATE_CHANGE', 'status')
    if (count === 0) return { answer: { wallet } }
    return { answer: { wallet }, deed: { target: { type: 'Wallet', id }, details: { status } } }
  })
