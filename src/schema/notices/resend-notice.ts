import { z } from 'zod'
import type { Id } from '../../domain/ids.ts'
import { refuse } from '../../domain/refusal.ts'
import type { Notice as NoticeRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { globalId } from '../shapes.ts'
import { carryOutDeed, verb } from '../verb.ts'
import { Notice } from './notice.ts'

const ResendNoticePayload = builder
  .objectRef<{ readonly notice: NoticeRow }>('ResendNoticePayload')
  .implement({
    description: 'The notice is on its way, or has been sent.',
    fields: (t) => ({
      notice: t.field({
        type: Notice,
        description: 'As it is now.',
        resolve: ({ notice }) => notice,
      }),
    }),
  })

const ResendNoticeInput = builder.inputType('ResendNoticeInput', {
  description: 'A notice to try again.',
  fields: (t) => ({ notice: t.id({ required: true, description: 'That is FAILED.' }) }),
})

builder.mutationField('resendNotice', (t) =>
  t.field({
    type: resultOf(ResendNoticePayload),
    description:
      'Tries a notice that was given up for another day; one that is QUEUED or SENT stays as it is (R28). For operators. Safe to repeat.',
    args: {
      input: t.arg({ type: ResendNoticeInput, required: true, description: 'Which notice.' }),
    },
    resolve: verb(
      { shape: z.object({ notice: globalId<Id<'notice'>>('Notice') }), may: ['OPERATOR'] },
      ({ notice: id }, asker) =>
        carryOutDeed(asker, 'resendNotice', async (tx, at) => {
          const { count } = await tx.notice.updateMany({
            where: { id, status: 'FAILED' },
            data: { status: 'QUEUED', attempts: 0, queuedAt: at, nextAttemptAt: at },
          })
          const notice = await tx.notice.findUnique({ where: { id } })
          if (!notice) return refuse('NOT_FOUND', 'notice')
          if (count === 0) return { answer: { notice } }
          return { answer: { notice }, deed: { target: { type: 'Notice', id } } }
        }),
    ),
  }),
)
