import { queryFromInfo } from '@pothos/plugin-prisma'
import type { Journal as JournalRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { ownCursors } from '../connections-plugin.ts'
import { pageOf, type Span } from '../page.ts'
import { madeWithin } from '../time-range.ts'
import { LedgerEntryFilter } from './filter.ts'
import { visibleOwner } from './history.ts'
import { Journal } from './journal.ts'

builder.queryField('journals', (t) =>
  t.connection({
    type: Journal,
    ...ownCursors,
    authScopes: { caller: true },
    description:
      "Every movement of points, newest first: all for operators, a user's own; empty for others.",
    args: { filter: t.arg({ type: LedgerEntryFilter, description: 'Only those that fit.' }) },
    resolve: async (_root, { filter, ...page }, context, info) => {
      const owner = await visibleOwner(context)
      const query: object = queryFromInfo({
        context,
        info,
        typeName: 'Journal',
        path: ['edges', 'node'],
      })
      return pageOf<JournalRow>(page, journalKeys, async (span) => {
        if (!owner) return []
        const where = {
          ...owner,
          AND: [{ id: madeWithin(filter ?? {}) }, beyond(span)],
          ...(filter?.kinds && { kind: { in: [...filter.kinds] } }),
        }
        return context.db.journal.findMany({ ...query, where, ...order(span) })
      })
    },
  }),
)

const journalKeys = {
  form: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  keyOf: ({ id, ownerId }: JournalRow) => [id, ownerId] as const,
}

/** Ids are never made twice, so that the owner decides nothing. */
const beyond = ({ beyond, backwards }: Span) =>
  beyond ? { id: { [backwards ? 'gt' : 'lt']: beyond[0] } } : {}

function order({ backwards, take }: Span) {
  return { orderBy: { id: backwards ? ('asc' as const) : ('desc' as const) }, take }
}
