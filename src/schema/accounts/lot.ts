import { lastDayOf } from '../../domain/validity.ts'
import type { Lot as LotRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { currentLot, whenKnown } from './current.ts'
import { LotStatus } from './enums.ts'

/** What a field reads of the lot as posting would leave it now. */
const now =
  <Value>(pick: (lot: LotRow) => Value) =>
  (row: LotRow, _args: object, context: Context) =>
    whenKnown(currentLot(row, context), pick)

export const Lot = builder.prismaNode('Lot', {
  description:
    'The points of one accrual, which share one expiry; shown as they are after whatever is due (R27).',
  authScopes: { kinds: ['OPERATOR', 'USER'] },
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    accrual: t.relation('accrual', { description: 'By which they came.' }),
    status: t.field({
      type: LotStatus,
      description: 'What has become of them.',
      resolve: now(({ status }) => status),
    }),
    amount: t.expose('amount', { type: 'Points', description: 'All that came.' }),
    remaining: t.field({
      type: 'Points',
      description: 'Available now.',
      resolve: now(({ remaining }) => remaining),
    }),
    held: t.field({
      type: 'Points',
      description: 'Held for orders (R20).',
      resolve: now(({ held }) => held),
    }),
    pending: t.field({
      type: 'Points',
      description: 'Waits for room (R3).',
      resolve: now(({ pending }) => pending),
    }),
    accruedAt: t.expose('accruedAt', { type: 'DateTime', description: 'When they came.' }),
    validThrough: t.field({
      type: 'Date',
      description: 'Their last day, in KST (R5).',
      resolve: ({ expiresAt }) => lastDayOf(expiresAt),
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'The first instant at which they are gone (R5).',
    }),
  }),
})
