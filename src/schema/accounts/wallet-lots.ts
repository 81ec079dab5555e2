import { queryFromInfo } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo } from 'graphql'
import { isDue } from '../../domain/wallet.ts'
import type { Lot as LotRow, Prisma, Wallet as WalletRow } from '../../generated/prisma/client.ts'
import { builder } from '../builder.ts'
import { ownCursors } from '../connections-plugin.ts'
import type { Context } from '../context.ts'
import { type PageArgs, pageOf, type Span } from '../page.ts'
import { markCurrent, standingFor } from './current.ts'
import { LotStatus } from './enums.ts'
import { Lot } from './lot.ts'
import { isLive, type Turn } from './standings.ts'
import { Wallet } from './wallet.ts'

type Status = LotRow['status']

interface LotArgs extends PageArgs {
  readonly status?: Status | null | undefined
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
  const due = isDue(wallet, context.now()) ? await standingFor(wallet, context) : undefined
  const { into, away } = turnsOf(args.status, due?.turned ?? [])
  const query: object = queryFromInfo({ context, info, typeName: 'Lot', path: ['edges', 'node'] })
  const page = await pageOf<LotRow>(args, lotKeys, async (span) => {
    const rows = await context.db.lot.findMany({
      ...query,
      where: { walletId: wallet.id, AND: [ofStatus(args.status, { into, away }), beyond(span)] },
      ...order(span),
    })
    return markCurrent(rows.map((row) => ({ ...row, ...due?.lots.get(row.id) })))
  })
  return { ...page, totalCount: wallet._count.lots + into.length - away.length }
}

/** Lots that are of that status only now, and those that no longer are. */
function turnsOf(status: Status | null | undefined, turned: readonly Turn[]) {
  if (!status) return { into: [], away: [] }
  return {
    into: turned.filter(({ to }) => to === status).map(({ lot }) => lot),
    away: turned.filter(({ from }) => from === status).map(({ lot }) => lot),
  }
}

const ofStatus = (
  status: Status | null | undefined,
  { into, away }: { readonly into: string[]; readonly away: string[] },
): Prisma.LotWhereInput =>
  status ? { OR: [{ status, id: { notIn: away } }, { id: { in: into } }] } : {}

const lotKeys = {
  form: /^\d{1,15}_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  keyOf: ({ expiresAt, id }: LotRow) => [String(expiresAt.getTime()), id] as const,
}

function beyond({ beyond, backwards }: Span): Prisma.LotWhereInput {
  if (!beyond) return {}
  const expiresAt = new Date(Number(beyond[0]))
  const side = backwards ? 'lt' : 'gt'
  return { OR: [{ expiresAt: { [side]: expiresAt } }, { expiresAt, id: { [side]: beyond[1] } }] }
}

function order({ backwards, take }: Span) {
  const way = backwards ? ('desc' as const) : ('asc' as const)
  return { orderBy: [{ expiresAt: way }, { id: way }], take }
}
