import type { WalletId } from '../domain/ids.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { isWorthAsking } from '../posting/fault.ts'
import type { Job, PostingParts } from './due-work.ts'
import { platformTime } from './platform-time.ts'
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
  /** In which all that was due is carried out. */
  readonly wallets: number
  /** What kept others from it. */
  readonly faults: readonly unknown[]
  readonly isMore: boolean
}

/** R27: holds that lapse and points that expire in wallets that nobody touches. */
export function carryOutDue(parts: PostingParts): Job {
  const pages = openDuePages(parts)
  return {
    name: 'carry out due',
    async runPage() {
      const { faults, isMore } = await pages.runPage()
      if (faults.length > 0) throw faults[0]
      return isMore
    },
  }
}

/**
 * Carries out what is due, some wallets at a time.
 *
 * A wallet that can't be carried out by its own fault is passed over by the next pages, until none
 * is left but such. Rejects where it can't be told which wallets are due.
 */
export function openDuePages({ db, posting, offsetMs }: PostingParts): {
  readonly runPage: () => Promise<DuePage>
} {
  const setAside = openSetAside<WalletId>()
  const carryOut = (wallet: WalletId) =>
    posting
      .post<'carryOutDue'>({ kind: 'carryOutDue', caller: null, wallet })
      .catch((fault: unknown) => {
        throw isWorthAsking(fault) ? fault : faultOf(wallet, fault)
      })
  return {
    async runPage() {
      const due = await dueWallets(db, offsetMs(), setAside.ids())
      if (due.length === 0) setAside.clear()
      const faults: unknown[] = []
      for (const page of pagesByLots(due, lotsMost))
        faults.push(...(await setAside.postEach(page, carryOut)))
      return { wallets: due.length - faults.length, faults, isMore: due.length === walletsMost }
    },
  }
}

/** Names the wallet, which the database does not. */
const faultOf = (wallet: WalletId, cause: unknown): Error =>
  new Error(`wallet ${wallet}: ${cause instanceof Error ? cause.message : cause}`, { cause })

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
