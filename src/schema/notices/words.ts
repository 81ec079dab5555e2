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

async function wordsOfRow(row: NoticeRow, { loaders }: Context): Promise<Words> {
  const { id, kind } = row
  // A date is read as its midnight in UTC, which is nine o'clock of that day in Seoul.
  const about = { id, kind, points: points(row.points), through: kstDateOf(row.validThrough) }
  const accrual = kind === 'ACCRUAL' ? await loaders.accrualOf.load(id) : undefined
  return wordsOf(
    toldBy(about, {
      accruedAt: accrual?.completedAt ?? null,
      purpose: accrual?.purpose ?? null,
      eventTitle: accrual?.eventTitle ?? null,
      partnerName: accrual?.contract.partner.name ?? null,
    }),
  )
}
