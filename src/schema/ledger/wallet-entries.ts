import { queryFromInfo } from '@pothos/plugin-prisma'
import type { Entry as EntryRow, Prisma } from '../../generated/prisma/client.ts'
import { Wallet } from '../accounts/wallet.ts'
import { builder } from '../builder.ts'
import { ownCursors } from '../connections-plugin.ts'
import { pageOf, type Span } from '../page.ts'
import { madeWithin } from '../time-range.ts'
import { LedgerEntry } from './entry.ts'
import { LedgerEntryFilter } from './filter.ts'

builder.prismaObjectField(Wallet, 'entries', (t) =>
  t.connection({
    type: LedgerEntry,
    ...ownCursors,
    description: 'Every line of its history, the newest journal first.',
    args: { filter: t.arg({ type: LedgerEntryFilter, description: 'Only those that fit.' }) },
    resolve: ({ id }, { filter, ...page }, context, info) => {
      const query: object = queryFromInfo({
        context,
        info,
        typeName: 'LedgerEntry',
        path: ['edges', 'node'],
      })
      return pageOf<EntryRow>(page, entryKeys, (span) =>
        context.db.entry.findMany({
          ...query,
          where: {
            ownerId: id,
            AND: [{ journalId: madeWithin(filter ?? {}) }, beyond(span)],
            ...(filter?.kinds && { journal: { kind: { in: [...filter.kinds] } } }),
          },
          ...order(span),
        }),
      )
    },
  }),
)

const entryKeys = {
  form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_\d{1,9}$/,
  keyOf: ({ journalId, line }: EntryRow) => [journalId, String(line)] as const,
}

/** The bound on the journal alone is what the primary key can be searched by. */
function beyond({ beyond, backwards }: Span): Prisma.EntryWhereInput {
  if (!beyond) return {}
  const [journalId, line] = [beyond[0], Number(beyond[1])]
  if (backwards)
    return {
      journalId: { gte: journalId },
      OR: [{ journalId: { gt: journalId } }, { line: { lt: line } }],
    }
  return {
    journalId: { lte: journalId },
    OR: [{ journalId: { lt: journalId } }, { line: { gt: line } }],
  }
}

function order({ backwards, take }: Span) {
  const newest = backwards ? ('asc' as const) : ('desc' as const)
  const lines = backwards ? ('desc' as const) : ('asc' as const)
  return { orderBy: [{ journalId: newest }, { line: lines }], take }
}
