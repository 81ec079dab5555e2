import { builder } from '../builder.ts'
import { LedgerAccount } from './enums.ts'

interface EntryKey {
  readonly ownerId: string
  readonly journalId: string
  readonly line: number
}

/** A journal's id and the line, by which history is read. */
export const entryIdForm =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{1,9})$/

export const entryIdOf = ({ ownerId, journalId, line }: EntryKey): string =>
  `${ownerId}.${journalId}.${line}`

export function entryKeyOf(text: string): EntryKey {
  const [, ownerId = '', journalId = '', line = ''] = entryIdForm.exec(text) ?? []
  return { ownerId, journalId, line: Number(line) }
}

export const LedgerEntry = builder.prismaNode('Entry', {
  name: 'LedgerEntry',
  description: 'One line of a journal: a signed amount on a ledger account. Never changed (R34).',
  authScopes: { kinds: ['OPERATOR', 'USER'] },
  id: {
    description: 'The global id.',
    resolve: (row) => entryIdOf(row),
  },
  findUnique: (text) => ({ ownerId_journalId_line: entryKeyOf(text) }),
  fields: (t) => ({
    journal: t.relation('journal', { description: 'The movement that it is part of.' }),
    account: t.expose('account', {
      type: LedgerAccount,
      description: 'Where points came or went.',
    }),
    amount: t.expose('amount', {
      type: 'Points',
      description: "Signed; a journal's entries sum to zero.",
    }),
  }),
})
