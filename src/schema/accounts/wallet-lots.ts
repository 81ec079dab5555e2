import { queryFromInfo } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo } from 'graphql'
import { isDue } from '../../domain/wallet.ts'
import type { Lot as LotRow, Wallet as WalletRow } from '../../generated/prisma/client.ts'
import { isLive } from '../../posting/read-holdings.ts'
import { builder } from '../builder.ts'
import { ownCursors } from '../connections-plugin.ts'
import type { Context } from '../context.ts'
import { type PageArgs, pageOf } from '../page.ts'
import { selects } from '../selects.ts'
import { markCurrent, standingFor } from './current.ts'
import { LotStatus } from './enums.ts'
import { Lot } from './lot.ts'
import { readLots } from './lot-pages.ts'
import { Wallet } from './wallet.ts'

interface LotArgs extends PageArgs {
  readonly status?: LotRow['status'] | null | undefined
}

/** What the wallet's own statement reads for this field. */
type WithDueLots = WalletRow & { readonly lots: readonly LotRow[] }

builder.prismaObjectField(Wallet, 'lots', (t) =>
  t.connection(
    {
      type: Lot,
      ...ownCursors,
      description: 'Its lots, in the order in which they expire.',
      args: { status: t.arg({ type: LotStatus, description: 'Only those in that state now.' }) },
      select: (_args, { now }) => ({
        lots: { where: { ...isLive, wallet: { nextDueAt: { lte: now() } } } },
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

async function lotsOf(
  wallet: WithDueLots,
  args: LotArgs,
  context: Context,
  info: GraphQLResolveInfo,
) {
  const due = isDue(wallet, context.now()) ? await standingFor(wallet, context) : undefined
  const asked = {
    walletId: wallet.id,
    status: args.status,
    turned: due?.turned ?? [],
    query: queryFromInfo({ context, info, typeName: 'Lot', path: ['edges', 'node'] }),
    isCounted: selects(info, 'totalCount'),
  }
  let totalCount: number | undefined
  const page = await pageOf<LotRow>(args, lotKeys, async (span) => {
    const { rows, count } = await readLots({ ...asked, span }, context, info)
    totalCount = count
    return markCurrent(rows.map((row) => ({ ...row, ...due?.lots.get(row.id) })))
  })
  return { ...page, totalCount }
}

const lotKeys = {
  form: /^\d{1,15}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  keyOf: ({ expiresAt, id }: LotRow) => [String(expiresAt.getTime()), id] as const,
}
