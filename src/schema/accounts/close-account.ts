import { z } from 'zod'
import type { Answer } from '../../posting/command.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { code } from '../shapes.ts'
import { verb } from '../verb.ts'
import { Account } from './account.ts'

const CloseAccountPayload = builder
  .objectRef<Answer<'closeAccount'>>('CloseAccountPayload')
  .implement({
    description: 'The account is closed, and stays so if the server dies now (R36).',
    fields: (t) => ({
      account: t.prismaField({
        type: Account,
        description: 'As it is now: CLOSED.',
        resolve: (query, { account: externalId }, _args, { db }) =>
          db.account.findUniqueOrThrow({ ...query, where: { externalId } }),
      }),
    }),
  })

const CloseAccountInput = builder.inputType('CloseAccountInput', {
  description: 'An account to close.',
  fields: (t) => ({
    account: t.string({ required: true, description: "The account's external id." }),
  }),
})

builder.mutationField('closeAccount', (t) =>
  t.field({
    type: resultOf(CloseAccountPayload),
    description:
      'Closes an account for ever: what its wallet has, pending points too, is forfeited; with points held: INVALID_STATE_CHANGE (R26). For operators. Safe to repeat.',
    args: {
      input: t.arg({ type: CloseAccountInput, required: true, description: 'Which account.' }),
    },
    resolve: verb(
      { shape: z.object({ account: code }), may: ['OPERATOR'] },
      (asked, { posting, caller }) =>
        posting.post<'closeAccount'>({ ...asked, kind: 'closeAccount', caller }),
    ),
  }),
)
