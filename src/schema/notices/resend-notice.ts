import { z } from 'zod'
import { kstDateOf } from '../../domain/calendar.ts'
import type { Id } from '../../domain/ids.ts'
import { isTooLate } from '../../domain/notice.ts'
import { refuse } from '../../domain/refusal.ts'
import type { Notice as NoticeRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { resultOf } from '../result.ts'
import { globalId } from '../shapes.ts'
import { type Asker, carryOutDeed, verb } from '../verb.ts'
import { Notice } from './notice.ts'
import { aboutOf } from './words.ts'

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

const shape = z.object({ notice: globalId<Id<'notice'>>('Notice') })

const ResendNoticeInput = builder.inputType('ResendNoticeInput', {
  description: 'A notice to try again.',
  fields: (t) => ({ notice: t.id({ required: true, description: 'That is FAILED.' }) }),
})

builder.mutationField('resendNotice', (t) =>
  t.field({
    type: resultOf(ResendNoticePayload),
    description:
      'Tries a notice that was given up for another day; one that is QUEUED or SENT stays as it is (R28). One ahead of an expiry whose day is over: INVALID_STATE_CHANGE. For operators. Safe to repeat.',
    args: {
      input: t.arg({ type: ResendNoticeInput, required: true, description: 'Which notice.' }),
    },
    resolve: verb({ shape, may: ['OPERATOR'] }, resend),
  }),
)

const resend = ({ notice: id }: z.output<typeof shape>, asker: Asker) =>
  carryOutDeed(asker, 'resendNotice', async (tx, at) => {
    const found = await tx.notice.findUnique({ where: { id } })
    if (!found) return refuse('NOT_FOUND', 'notice')
    if (found.status === 'FAILED' && isTooLate(aboutOf(found), kstDateOf(at)))
      return refuse('INVALID_STATE_CHANGE', 'notice')
    const { count } = await tx.notice.updateMany({
      where: { id, status: 'FAILED' },
      data: { status: 'QUEUED', queuedAt: at, firstTriedAt: null, nextAttemptAt: at },
    })
    const notice = await tx.notice.findUniqueOrThrow({ where: { id } })
    if (count === 0) return { answer: { notice } }
    return { answer: { notice }, deed: { target: { type: 'Notice', id } } }
  })
