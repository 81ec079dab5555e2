import type { Journal as JournalRow, PrismaClient } from '../../generated/prisma/client.ts'
import type { Following } from './wallet-watch.ts'

export interface Followed {
  readonly db: PrismaClient
  readonly wallet: string
  readonly following: Following
}

/**
 * A wallet's journals from just after that one on, oldest first, and then each as it is posted.
 *
 * There is neither gap nor repeat, because posting holds the wallet's lock from before it makes
 * a journal's id until the commit: whoever sees one can see all that come before it.
 *
 * @param after a journal's id; null: from the wallet's first on.
 */
export function walletJournals(
  followed: Followed,
  after: string | null,
): AsyncIterableIterator<JournalRow> {
  const journals = readOn(followed, after)
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next: () => journals.next(),
    // A generator that waits would hear of its end only once its wait is over.
    return() {
      followed.following.end()
      return journals.return(undefined)
    },
  }
}

async function* readOn(
  followed: Followed,
  after: string | null,
): AsyncGenerator<JournalRow, undefined> {
  const { following } = followed
  following.begin()
  try {
    for (let seen = after; !following.isOver(); ) {
      const page = await readPage(followed, seen)
      for (const journal of page) {
        // A reader that is slow comes back for the rest when it may be over.
        if (following.isOver()) return undefined
        yield journal
      }
      seen = page.at(-1)?.id ?? seen
      if (page.length < pageSize) await following.movedPast(seen)
    }
  } finally {
    following.end()
  }
}

/** So many are in memory at a time, however long ago the stream was left. */
const pageSize = 100

const readPage = ({ db, wallet }: Followed, after: string | null): Promise<JournalRow[]> =>
  db.journal.findMany({
    where: { ownerId: wallet, ...(after && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: pageSize,
  })
