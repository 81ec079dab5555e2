import { builder } from '../builder.ts'
import { JournalKind } from './enums.ts'

interface JournalKey {
  readonly ownerId: string
  readonly id: string
}

/** Owner and id, by which history is read: a journal is one row of its primary key. */
export const journalIdForm =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

export const journalIdOf = ({ ownerId, id }: JournalKey): string => `${ownerId}.${id}`

export function journalKeyOf(text: string): JournalKey {
  const [, ownerId = '', id = ''] = journalIdForm.exec(text) ?? []
  return { ownerId, id }
}

export const Journal = builder.prismaNode('Journal', {
  description: 'One balanced movement of points. Never changed (R34).',
  authScopes: { kinds: ['OPERATOR', 'USER'] },
  id: {
    description: 'The global id.',
    resolve: (row) => journalIdOf(row),
  },
  findUnique: (text) => ({ ownerId_id: journalKeyOf(text) }),
  fields: (t) => ({
    kind: t.expose('kind', { type: JournalKind, description: 'Why points moved.' }),
    postedAt: t.expose('postedAt', { type: 'DateTime', description: 'When.' }),
    period: t.expose('period', {
      type: 'YearMonth',
      description: 'The settlement period in which it counts (R31).',
    }),
    entries: t.relation('entries', {
      description: 'Its lines; they sum to zero, for each contract too (R34).',
      query: { orderBy: { line: 'asc' } },
    }),
    balanceAfter: t.expose('balanceAfter', {
      type: 'Points',
      nullable: true,
      description:
        "The wallet's available + held after this journal; null where no wallet is touched.",
    }),
  }),
})
