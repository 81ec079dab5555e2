import { kstDateOf } from '../../domain/calendar.ts'
import { type NoticeText, wordsOf } from '../../domain/notice.ts'
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
  // A date is read as its midnight in UTC, which is nine o'clock of that day in Seoul.
  const about = { points: points(row.points), through: kstDateOf(row.validThrough) }
  if (row.kind === 'EXPIRY_AHEAD') return wordsOf({ ...about, kind: row.kind })
  const accrual = await loaders.accrualOf.load(row.id)
  if (!accrual?.completedAt) throw new Error(`Notice ${row.id} tells of no accrual`)
  const { completedAt: accruedAt, purpose, eventTitle, contract } = accrual
  const partnerName = contract.partner.name
  return wordsOf({ ...about, kind: row.kind, accruedAt, purpose, eventTitle, partnerName })
}
