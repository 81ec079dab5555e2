import { endOf, kstDateOf } from '../domain/calendar.ts'
import type { WalletId } from '../domain/ids.ts'
import { type Ahead, noticesAheadOn } from '../domain/notice.ts'
import type { Points } from '../domain/points.ts'
import { column, type LedgerDatabase, type Tx } from '../posting/storage/transaction.ts'
import type { Job } from './due-work.ts'
import { withIds } from './with-ids.ts'

export interface AheadParts {
  readonly db: LedgerDatabase
  readonly now: () => Date
  /** How many wallets are looked at in one transaction. */
  readonly pageSize?: number
}

/**
 * R28: queues the notices ahead of expiry. Walks over all wallets, once for each last day and number
 * of days ahead: how far it is, is committed with each page, so that it goes on from there.
 */
export const writeNoticesAhead = ({ db, now, pageSize = 1_000 }: AheadParts): Job => ({
  name: 'write notices ahead',
  async runPage() {
    const at = now()
    const aheads = noticesAheadOn(kstDateOf(at))
    if (aheads.length === 0) return false
    await beginWalks(db, aheads)
    return db.inTransaction(async (tx) => {
      const [walk] = await claimWalk(tx, aheads)
      if (walk) await walkOn(tx, walk, { at, pageSize })
      return walk !== undefined
    })
  },
})

interface Walk extends Ahead {
  /** The last wallet that is done. */
  readonly after: WalletId | null
}

const beforeAll = '00000000-0000-0000-0000-000000000000' as WalletId

async function walkOn(
  tx: Tx,
  walk: Walk,
  { at, pageSize }: { at: Date; pageSize: number },
): Promise<void> {
  const page = await readPage(tx, walk, pageSize)
  const told = page.filter(({ points }) => points > 0n)
  if (told.length > 0) await insertNotices(tx, walk, withIds(told, at), at)
  const after = page.at(-1)?.wallet ?? walk.after
  await moveWalk(tx, { ...walk, after }, page.length < pageSize ? at : null)
}

interface Holding {
  readonly wallet: WalletId
  /** That expire then; a closed wallet has none. */
  readonly points: Points
}

const beginWalks = (db: LedgerDatabase, aheads: readonly Ahead[]) =>
  db.$executeRaw`
    insert into notice_walk (valid_through, days_ahead)
    select *
    from unnest(
      ${column(aheads, ({ through }) => through)}::date[],
      ${column(aheads, ({ days }) => days)}::int[]
    )
    on conflict do nothing`

/** The soonest that nobody else is at. */
const claimWalk = (tx: Tx, aheads: readonly Ahead[]) =>
  tx.$queryRaw<Walk[]>`
    select valid_through::text as through, days_ahead as days, after_wallet as after
    from notice_walk
    join unnest(
      ${column(aheads, ({ through }) => through)}::date[],
      ${column(aheads, ({ days }) => days)}::int[]
    ) as ahead (through, days) on valid_through = through and days_ahead = days
    where finished_at is null
    order by valid_through
    limit 1
    for update of notice_walk skip locked`

const readPage = (tx: Tx, { after, through }: Walk, pageSize: number) =>
  tx.$queryRaw<Holding[]>`
    select page.id as wallet, coalesce(points, 0) as points
    from (
      select id
      from wallet
      where id > ${after ?? beforeAll}::uuid
      order by id
      limit ${pageSize}
    ) as page
    left join lateral (
      select sum(remaining + pending)::bigint as points
      from lot
      where wallet_id = page.id and expires_at = ${endOf(through)}
        and (remaining > 0 or pending > 0)
    ) as expiring on true
    order by page.id`

/** One for each wallet, date and number of days ahead, whatever is repeated. */
const insertNotices = (
  tx: Tx,
  { through, days }: Ahead,
  rows: readonly (Holding & { id: string })[],
  at: Date,
) =>
  tx.$executeRaw`
    insert into notice
      (id, wallet_id, kind, points, valid_through, days_ahead, created_at, queued_at,
       next_attempt_at)
    select id, wallet, 'EXPIRY_AHEAD', points, ${through}::date, ${days}::int, at, at, at
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.wallet)}::uuid[],
      ${column(rows, (row) => row.points)}::bigint[]
    ) as row (id, wallet, points), (select ${at}::timestamptz) as time (at)
    on conflict do nothing`

const moveWalk = (tx: Tx, { through, days, after }: Walk, finishedAt: Date | null) =>
  tx.$executeRaw`
    update notice_walk
    set after_wallet = ${after}, finished_at = ${finishedAt}
    where valid_through = ${through}::date and days_ahead = ${days}`
