import { queryFromInfo } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo } from 'graphql'
import { isDue } from '../../domain/wallet.ts'
import type { Lot as LotRow, Wallet as WalletRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { ownCursors } from '../connections-plugin.ts'
import type { Context } from '../context.ts'
import { type PageArgs, pageOf } from '../page.ts'
import { markCurrent, standingFor } from './current.ts'
import { LotStatus } from './enums.ts'
import { Lot } from './lot.ts'
import { loadLots, turnsOf } from './lot-pages.ts'
import { isLive, type Turn } from './standings.ts'
import { Wallet } from './wallet.ts'

interface LotArgs extends PageArgs {
  readonly status?: LotRow['status'] | null | undefined
}

/** What the wallet's own statement reads for this field. */
type Counted = WalletRow & {
  readonly lots: readonly LotRow[]
  readonly _count: { readonly lots: number }
}

builder.prismaObjectField(Wallet, 'lots', (t) =>
  t.connection(
    {
      type: Lot,
      ...ownCursors,
      description: 'Its lots, in the order in which they expire.',
      args: { status: t.arg({ type: LotStatus, description: 'Only those in that state now.' }) },
      select: ({ status }, { now }) => ({
        lots: { where: { ...isLive, wallet: { nextDueAt: { lte: now() } } } },
        _count: { select: { lots: status ? { where: { status } } : true } },
      }),
      resolve: (wallet, args, context, info) => lotsOf(wallet, args, context, info),
    },
    {
      fields: (fields) => ({
        totalCount: fields.int({
          description: 'How many there are in all.',
          resolve: (page) => (page as { readonly totalCount?: number }).totalCount ?? 0,
        }),
      }),
    },
  ),
)

async function lotsOf(wallet: Counted, args: LotArgs, context: Context, info: GraphQLResolveInfo) {
  const { status } = args
  const due = isDue(wallet, context.now()) ? await standingFor(wallet, context) : undefined
  const turned = due?.turned ?? []
  const query = queryFromInfo({ context, info, typeName: 'Lot', path: ['edges', 'node'] })
  const page = await pageOf<LotRow>(args, lotKeys, async (span) => {
    const asked = { walletId: wallet.id, span, status, turned, query }
    const rows = await loadLots(asked, context, info)
    return markCurrent(rows.map((row) => ({ ...row, ...due?.lots.get(row.id) })))
  })
  return { ...page, totalCount: countOf(wallet, status, turned) }
}

function countOf({ _count }: Counted, status: LotArgs['status'], turned: readonly Turn[]): number {
  if (!status) return _count.lots
  const { into, away } = turnsOf(status, turned)
  return _count.lots + into.length - away.length
}

const lotKeys = {
  form: /^\d{1,15}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  keyOf: ({ expiresAt, id }: LotRow) => [String(expiresAt.getTime()), id] as const,
}
