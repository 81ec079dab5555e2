import type { WalletId } from '../domain/ids.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { Job, PostingParts } from './due-work.ts'
import { openSetAside } from './set-aside.ts'
import { pagesByLots, type WeighedWallet } from './wallet-pages.ts'

const walletsMost = 50

/**
 * A page is one batch, and nobody should wait long for its locks: so many lots take a few tenths of
 * a second. A wallet that alone has more is a page of its own.
 */
const lotsMost = 2_000

/** What one look at due wallets came to. */
export interface DuePage {
  readonly wallets: number
  readonly isMore: boolean
}

/** R27: holds that lapse and points that expire in wallets that nobody touches. */
export function carryOutDue(parts: PostingParts): Job {
  const pages = openDuePages(parts)
  return {
    name: 'carry out due',
    runPage: async () => (await pages.runPage()).isMore,
  }
}

/**
 * Carries out what is due, some wallets at a time.
 *
 * Rejects with the fault of a wallet that can't be carried out; the next page passes over it, until
 * none is left but such.
 */
export function openDuePages({ db, posting, now }: PostingParts): {
  readonly runPage: () => Promise<DuePage>
} {
  const setAside = openSetAside<WalletId>()
  const carryOut = (wallet: WalletId) =>
    posting.post<'carryOutDue'>({ kind: 'carryOutDue', caller: null, wallet })
  return {
    async runPage() {
      const due = await dueWallets(db, now(), setAside.ids())
      if (due.length === 0) setAside.clear()
      const faults: unknown[] = []
      for (const page of pagesByLots(due, lotsMost))
        faults.push(...(await setAside.postEach(page, carryOut)))
      if (faults.length > 0) throw faults[0]
      return { wallets: due.length, isMore: due.length === walletsMost }
    },
  }
}

/** Those that another batch holds are left to it; it carries out what is due in them. */
const dueWallets = (db: PrismaClient, now: Date, without: readonly WalletId[]) =>
  db.$queryRaw<WeighedWallet[]>`
    with due as materialized (
      select id
      from wallet
      where next_due_at <= ${now} and id <> all(${without}::uuid[])
      order by next_due_at
      limit ${walletsMost}
      for no key update skip locked
    )
    select id, (select count(*)::int from lot
                where wallet_id = due.id and (remaining > 0 or held > 0 or pending > 0)) as lots
    from due`
