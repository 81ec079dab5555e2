import { builder } from '../builder.ts'
import { JournalKind } from './enums.ts'

export const LedgerEntryFilter = builder.inputType('LedgerEntryFilter', {
  description: 'Which movements; all of it must hold.',
  fields: (t) => ({
    kinds: t.field({ type: [JournalKind], description: 'Of one of these kinds.' }),
    from: t.field({ type: 'DateTime', description: 'Posted then or later.' }),
    to: t.field({ type: 'DateTime', description: 'Posted before then.' }),
  }),
})
