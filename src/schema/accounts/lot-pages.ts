import type { GraphQLResolveInfo } from 'graphql'
import type { Lot as LotRow, Prisma } from '../../generated/prisma/client.ts'
import { isLive } from '../../posting/read-holdings.ts'
import { openLoadersByPlace } from '../by-place.ts'
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
  readonly isCounted: boolean
}

export interface LotsRead {
  readonly rows: readonly LotRow[]
  /** How many there are of that status, on all pages; undefined where nobody asked. */
  readonly count: number | undefined
}

/**
 * Where a page reads: from a cursor on first among the lots that expire with it, then among the
 * others. Each is one range of an index, which both together are not.
 */
type Stretch = 'all' | 'same expiry' | 'other expiries'

/**
 * The lots of a page. Wallets of one list ask at the same place of the
 * document, so with the same arguments, and are read in one statement.
 */
export async function readLots(
  page: LotPage,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<LotsRead> {
  const { beyond, take } = page.span
  const load = (stretch: Stretch, asked = page) => lotsAt[stretch](info, context).load(asked)
  if (!beyond) return load('all')
  const near = await load('same expiry')
  if (near.rows.length === take) return near
  const far = await load('other expiries', { ...page, isCounted: false })
  return { ...near, rows: [...near.rows, ...far.rows].slice(0, take) }
}

const lotsAt = {
  all: loadersOf('all'),
  'same expiry': loadersOf('same expiry'),
  'other expiries': loadersOf('other expiries'),
} as const satisfies Record<Stretch, unknown>

function loadersOf(stretch: Stretch) {
  return openLoadersByPlace<LotPage, LotsRead>((pages, context) =>
    readPages(pages, stretch, context),
  )
}

async function readPages(pages: readonly LotPage[], stretch: Stretch, { db }: Context) {
  const [{ query, span, status, isCounted } = pages[0] as LotPage] = pages
  const wanted = ofStatus(
    status,
    pages.flatMap(({ turned }) => turned),
  )
  const where = { AND: [wanted, within(stretch, span)] }
  const wallets = await db.wallet.findMany({
    where: { id: { in: pages.map(({ walletId }) => walletId) } },
    select: {
      id: true,
      lots: { ...query, where, ...order(span) },
      ...(isCounted && { _count: { select: { lots: { where: wanted } } } }),
    },
  })
  const byWallet = new Map(
    wallets.map(({ id, lots, _count }) => [id, { rows: lots, count: _count?.lots }]),
  )
  return pages.map(({ walletId }) => byWallet.get(walletId) ?? { rows: [], count: undefined })
}

/** What the database has of that status, less what no longer is of it, and what is of it only now. */
const ofStatus = (
  status: Status | null | undefined,
  turned: readonly Turn[],
): Prisma.LotWhereInput => {
  if (!status) return {}
  const into = turned.filter(({ to }) => to === status).map(({ lot }) => lot)
  const away = turned.filter(({ from }) => from === status).map(({ lot }) => lot)
  return { OR: [{ ...ofRow(status), id: { notIn: away } }, { id: { in: into } }] }
}

/** Says of lots that hold something that they do, which is what their own index is for. */
const ofRow = (status: Status): Prisma.LotWhereInput =>
  status === 'AVAILABLE' || status === 'PENDING' ? { status, ...isLive } : { status }

function within(stretch: Stretch, { beyond, backwards }: Span): Prisma.LotWhereInput {
  if (!beyond) return {}
  const expiresAt = new Date(Number(beyond[0]))
  const side = backwards ? 'lt' : 'gt'
  return stretch === 'same expiry'
    ? { expiresAt, id: { [side]: beyond[1] } }
    : { expiresAt: { [side]: expiresAt } }
}

function order({ backwards, take }: Span) {
  const way = backwards ? ('desc' as const) : ('asc' as const)
  return { orderBy: [{ expiresAt: way }, { id: way }], take }
}
