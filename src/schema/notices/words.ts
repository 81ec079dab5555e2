import { kstDateOf } from '../../domain/calendar.ts'
import { type NoticeText, toldBy, wordsOf } from '../../domain/notice.ts'
import { points } from '../../domain/points.ts'
import type { Notice as NoticeRow } from '../../generated/prisma/client.ts'
import type { Context } from '../context.ts'

type Words = Omit<NoticeText, 'buttons'>

/** What a field reads of a notice's words, which are made of its accrual and never stored. */
export const words =
  (pick: (words: Words) => string) =>
  async (row: NoticeRow, _args: object, context: Context): Promise<string> =>
    pick(await wordsOfRow(row, context))

/** What a notice of that row tells of, whatever its kind. */
export const aboutOf = ({ id, kind, points: amount, validThrough }: NoticeRow) => ({
  id,
  kind,
  points: points(amount),
  // A date is read as its midnight in UTC, which is nine o'clock of that day in Seoul.
  through: kstDateOf(validThrough),
})

async function wordsOfRow(row: NoticeRow, { loaders }: Context): Promise<Words> {
  const accrual = row.kind === 'ACCRUAL' ? await loaders.accrualOf.load(row.id) : undefined
  return wordsOf(
    toldBy(aboutOf(row), {
      accruedAt: accrual?.completedAt ?? null,
      purpose: accrual?.purpose ?? null,
      eventTitle: accrual?.eventTitle ?? null,
      partnerName: accrual?.contract.partner.name ?? null,
    }),
  )
}
