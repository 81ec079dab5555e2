import type { WalletId } from '../domain/ids.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { type DuePage, type Job, jobOf, type PostingParts } from './due-work.ts'
import { platformTime } from './platform-time.ts'
import { openSetAside } from './set-aside.ts'
import { pagesByLots, type WeighedWallet } from './wallet-pages.ts'

const walletsMost = 50

/**
 * A page is one batch, and nobody should wait long for its locks: so many lots take a few tenths of
 * a second. A wallet that alone has more is a page of its own.
 */
const lotsMost = 2_000

/** R27: holds that lapse and points that expire in wallets that nobody touches. */
export const carryOutDue = (parts: PostingParts): Job =>
  jobOf('carry out due', openDuePages(parts).runPage)

/**
 * Carries out what is due, some wallets at a time.
 *
 * A wallet that can't be carried out by its own fault is passed over by the next pages, until none
 * is left but such. Rejects where it can't be told which wallets are due.
 */
export function openDuePages({ db, posting, offsetMs }: PostingParts): {
  readonly runPage: () => Promise<DuePage>
} {
  const setAside = openSetAside<WalletId>('wallet')
  const carryOut = (wallet: WalletId) =>
    posting.post<'carryOutDue'>({ kind: 'carryOutDue', caller: null, wallet })
  return {
    async runPage() {
      const due = await dueWallets(db, offsetMs(), setAside.ids())
      if (due.length === 0) setAside.clear()
      const faults: unknown[] = []
      for (const page of pagesByLots(due, lotsMost))
        faults.push(...(await setAside.postEach(page, carryOut)))
      return { done: due.length - faults.length, faults, isMore: due.length === walletsMost }
    },
  }
}

/**
 * Those that a batch holds just now are left to it: it carries out what is due in them. Nothing is
 * claimed by that, the locks end with the statement: processes that look at once may find the same,
 * and whichever posts second finds nothing to do.
 */
const dueWallets = (db: PrismaClient, offsetMs: number, without: readonly WalletId[]) =>
  db.$queryRaw<WeighedWallet[]>`
    with due as materialized (
      select id
      from wallet
      where next_due_at <= ${platformTime(offsetMs)} and id <> all(${without}::uuid[])
      order by next_due_at
      limit ${walletsMost}
      for no key update skip locked
    )
    select id, (select count(*)::int from lot
                where wallet_id = due.id and (remaining > 0 or held > 0 or pending > 0)) as lots
    from due`
