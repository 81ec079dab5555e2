import { createContextCache } from '@pothos/core'
import DataLoader from 'dataloader'
import type { GraphQLResolveInfo } from 'graphql'
import type { Lot as LotRow, Prisma } from '../../generated/prisma/client.ts'
import type { Context } from '../context.ts'
import type { Span } from '../page.ts'
import type { Turn } from './standings.ts'

type Status = LotRow['status']

/** A page of a wallet's lots, as one place of the document asks for it of every wallet there. */
export interface LotPage {
  readonly walletId: string
  readonly span: Span
  readonly status: Status | null | undefined
  /** Lots of the wallet whose status the database doesn't have yet. */
  readonly turned: readonly Turn[]
  /** What to read beneath each lot. */
  readonly query: object
}

/**
 * The lots of a page. Wallets of one list ask at the same place of the
 * document, so with the same arguments, and are read in one statement.
 */
export const loadLots = (page: LotPage, context: Context, info: GraphQLResolveInfo) =>
  loaderAt(placeOf(info.path), context).load(page)

type Loader = DataLoader<LotPage, readonly LotRow[]>

const loaders = createContextCache(() => new Map<string, Loader>())

function loaderAt(place: string, context: Context): Loader {
  const known = loaders(context)
  const loader =
    known.get(place) ?? new DataLoader((pages) => readPages(pages, context), { cache: false })
  known.set(place, loader)
  return loader
}

/** The place in the document: positions in lists left out. */
function placeOf({ key, prev }: GraphQLResolveInfo['path']): string {
  const before = prev ? placeOf(prev) : ''
  return typeof key === 'number' ? before : `${before}.${key}`
}

async function readPages(pages: readonly LotPage[], { db }: Context) {
  const [{ query, span, status } = pages[0] as LotPage] = pages
  const turned = pages.flatMap((page) => page.turned)
  const wallets = await db.wallet.findMany({
    where: { id: { in: pages.map(({ walletId }) => walletId) } },
    select: {
      id: true,
      lots: { ...query, where: { AND: [ofStatus(status, turned), beyond(span)] }, ...order(span) },
    },
  })
  const byWallet = new Map(wallets.map(({ id, lots }) => [id, lots]))
  return pages.map(({ walletId }) => byWallet.get(walletId) ?? [])
}

/** What the database has of that status, less what no longer is of it, and what is of it only now. */
const ofStatus = (
  status: Status | null | undefined,
  turned: readonly Turn[],
): Prisma.LotWhereInput => {
  if (!status) return {}
  const { into, away } = turnsOf(status, turned)
  return { OR: [{ status, id: { notIn: away } }, { id: { in: into } }] }
}

/** Lots that are of that status only now, and those that no longer are. */
export const turnsOf = (status: Status, turned: readonly Turn[]) => ({
  into: turned.filter(({ to }) => to === status).map(({ lot }) => lot),
  away: turned.filter(({ from }) => from === status).map(({ lot }) => lot),
})

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
