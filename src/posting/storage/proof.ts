import type { ContractId } from '../../domain/ids.ts'
import type { Whereabouts } from '../../domain/ledger.ts'
import { Prisma } from '../../generated/prisma/client.ts'
import type { Tx } from './transaction.ts'

// What the proof of the ledger asks. Each statement sums history first and joins the sums, so that
// it stays a few passes over history however long that is.

/** From here on the transaction changes nothing; sums of millions of rows get memory and stay within a partition. */
export async function beReadOnly(tx: Tx): Promise<void> {
  await tx.$executeRaw`set transaction read only`
  await tx.$executeRaw`
    select set_config('work_mem', '128MB', true),
           set_config('enable_partitionwise_join', 'on', true),
           set_config('enable_partitionwise_aggregate', 'on', true)`
}

export interface TimeAndTotals {
  readonly at: Date
  readonly available: bigint
  readonly held: bigint
  readonly pending: bigint
}

/** The database's time, and what the wallets say they hold. */
export const timeAndTotals = (tx: Tx) =>
  one(
    tx.$queryRaw<TimeAndTotals[]>`
      select date_trunc('milliseconds', clock_timestamp()) as at,
             coalesce(sum(available), 0)::bigint as available,
             coalesce(sum(held), 0)::bigint as held,
             coalesce(sum(pending), 0)::bigint as pending
      from wallet`,
  )

export interface JournalCounts {
  readonly journals: bigint
  readonly unbalanced: bigint
  readonly outOfStep: bigint
  /** Journals that entries name and that don't exist. */
  readonly unknown: bigint
}

/**
 * Unbalanced (R34, R8): without entries, off zero for a contract, or on more than the one wallet
 * that owns it. Out of step: not what the wallet held before it and its own entries, an instant
 * before the journal before it, or a settlement period before its month (R31).
 */
export const countJournals = (tx: Tx) =>
  one(
    tx.$queryRaw<JournalCounts[]>`
      with of_contract as (
        select owner_id, journal_id, contract_id,
               sum(amount) as amount,
               sum(amount) filter (where account <> 'WALLET_PENDING' and lot_id is not null) as balance,
               bool_or(lot_id is not null) as on_wallet
        from entry
        group by owner_id, journal_id, contract_id
      ), posted as (
        select owner_id, journal_id,
               bool_or(amount <> 0) as off_zero,
               coalesce(sum(balance), 0) as balance,
               bool_or(on_wallet) as on_wallet
        from of_contract
        group by owner_id, journal_id
      ), stray as (
        select distinct entry.owner_id, entry.journal_id
        from entry
        join lot on lot.id = entry.lot_id
        where lot.wallet_id <> entry.owner_id
      ), shared as (
        select id from journal group by id having count(*) > 1
      ), chain as (
        select journal.id, posted_at, period, balance_after, posted.balance,
               lag(balance_after, 1, 0::bigint) over own as balance_before,
               lag(posted_at) over own as posted_before,
               posted.journal_id is null or off_zero or (on_wallet and wallet_id is null)
                 or stray.journal_id is not null or shared.id is not null as unbalanced
        from journal
        full join posted on posted.owner_id = journal.owner_id and posted.journal_id = journal.id
        left join stray on stray.owner_id = journal.owner_id and stray.journal_id = journal.id
        left join shared on shared.id = journal.id
        window own as (partition by journal.owner_id order by journal.id)
      )
      select count(id) as journals,
             count(id) filter (where unbalanced) as unbalanced,
             count(id) filter (
               where balance_after <> balance_before + coalesce(balance, 0)
                 or posted_at < posted_before
                 or period::text < to_char(posted_at at time zone 'Asia/Seoul', 'YYYY-MM')
             ) as "outOfStep",
             count(*) - count(id) as unknown
      from chain`,
  )

/** Wallets that are not the sums of their entries, or whose next due instant or last journal is another. */
export const countWallets = (tx: Tx) =>
  countOf(
    tx.$queryRaw<Count[]>`
      with posted as (
        select owner_id,
               coalesce(sum(amount) filter (where account = 'WALLET_AVAILABLE'), 0) as available,
               coalesce(sum(amount) filter (where account = 'WALLET_HELD'), 0) as held,
               coalesce(sum(amount) filter (where account = 'WALLET_PENDING'), 0) as pending
        from entry
        where lot_id is not null
        group by owner_id
      ), newest as (
        select distinct on (owner_id) owner_id, id from journal order by owner_id, id desc
      ), due as (
        select wallet_id, min(at) as at
        from (
          select wallet_id, expires_at as at from lot where remaining > 0 or pending > 0
          union all
          select wallet_id, hold_expires_at from redemption where status = 'AUTHORIZED'
        ) as instant
        group by wallet_id
      )
      select count(*)
      from wallet
      left join posted on posted.owner_id = wallet.id
      left join newest on newest.owner_id = wallet.id
      left join due on due.wallet_id = wallet.id
      where wallet.available <> coalesce(posted.available, 0)
         or wallet.held <> coalesce(posted.held, 0)
         or wallet.pending <> coalesce(posted.pending, 0)
         or wallet.next_due_at is distinct from due.at
         or wallet.last_journal_id is distinct from newest.id`,
  )

export interface LotCounts {
  readonly lots: bigint
  readonly accruals: bigint
}

/**
 * Lots that are not the sums of their entries under their own wallet and contract, or not as
 * their accrual says. Accruals whose split is not what their journal posted, and those that
 * granted nothing (tests, or not completed) and yet have a lot.
 */
export const countLots = (tx: Tx) =>
  one(
    tx.$queryRaw<LotCounts[]>`
      with posted as (
        select entry.lot_id, entry.owner_id, entry.contract_id,
               coalesce(sum(amount) filter (where account = 'WALLET_AVAILABLE'), 0) as remaining,
               coalesce(sum(amount) filter (where account = 'WALLET_HELD'), 0) as held,
               coalesce(sum(amount) filter (where account = 'WALLET_PENDING'), 0) as pending,
               coalesce(-sum(amount) filter (where kind in ('EXPIRY', 'FORFEIT')), 0) as expired,
               coalesce(sum(amount) filter (
                 where account = 'WALLET_AVAILABLE'
                   and kind in ('ACCRUAL', 'COUPON_REGISTRATION')), 0) as granted_available,
               coalesce(sum(amount) filter (
                 where account = 'WALLET_PENDING'
                   and kind in ('ACCRUAL', 'COUPON_REGISTRATION')), 0) as granted_pending
        from entry
        join journal on journal.owner_id = entry.owner_id and journal.id = entry.journal_id
        where entry.lot_id is not null
        group by entry.lot_id, entry.owner_id, entry.contract_id
      ), faulty_lot as (
        select distinct coalesce(lot.id, posted.lot_id) as id
        from lot
        full join posted
          on posted.lot_id = lot.id
         and posted.owner_id = lot.wallet_id
         and posted.contract_id = lot.contract_id
        left join accrual on accrual.id = lot.id
        where lot.id is null
           or posted.lot_id is null
           or (lot.remaining, lot.held, lot.pending, lot.expired)
              <> (posted.remaining, posted.held, posted.pending, posted.expired)
           or lot.amount is distinct from accrual.amount
           or lot.wallet_id is distinct from accrual.wallet_id
           or lot.contract_id is distinct from accrual.contract_id
           or lot.accrued_at is distinct from accrual.completed_at
           or lot.expires_at is distinct from
              (accrual.valid_through + 1)::timestamp at time zone 'Asia/Seoul'
      ), faulty_accrual as (
        select accrual.id
        from accrual
        left join lot on lot.id = accrual.id
        left join posted on posted.lot_id = accrual.id and posted.owner_id = accrual.wallet_id
        where case
          when accrual.status = 'COMPLETED' and not accrual.test then
            lot.id is null
            or accrual.available_amount is distinct from posted.granted_available
            or accrual.pending_amount is distinct from posted.granted_pending
          else lot.id is not null
        end
      )
      select (select count(*) from faulty_lot) as lots,
             (select count(distinct id) from faulty_accrual) as accruals`,
  )

/** Redemptions whose captured and refunded points are not what was posted to their merchant (R25). */
export const countRedemptions = (tx: Tx) =>
  countOf(
    tx.$queryRaw<Count[]>`
      with posted as (
        select journal.redemption_id, journal.owner_id, entry.merchant_id,
               coalesce(sum(amount) filter (where kind <> 'REFUND'), 0) as captured,
               coalesce(-sum(amount) filter (where kind = 'REFUND'), 0) as refunded
        from entry
        join journal on journal.owner_id = entry.owner_id and journal.id = entry.journal_id
        where entry.account = 'MERCHANT_PAYABLE' and journal.redemption_id is not null
        group by journal.redemption_id, journal.owner_id, entry.merchant_id
      )
      select count(distinct coalesce(redemption.id, posted.redemption_id))
      from redemption
      full join posted
        on posted.redemption_id = redemption.id
       and posted.owner_id = redemption.wallet_id
       and posted.merchant_id = redemption.merchant_id
      where redemption.id is null
         or redemption.captured_points <> coalesce(posted.captured, 0)
         or redemption.refunded_points <> coalesce(posted.refunded, 0)`,
  )

/** Ids that history names and that don't exist: it has no foreign keys to the rest. */
export const countUnknownIds = (tx: Tx) =>
  countOf(
    tx.$queryRaw<Count[]>`
      with named as materialized (
        select distinct 'wallet' as kind, wallet_id as id from journal
        union all
        select distinct 'owner', owner_id from journal where wallet_id is null
        union all
        select distinct 'redemption', redemption_id from journal
        union all
        select distinct 'merchant', merchant_id from journal
        union all
        select distinct 'lot', lot_id from entry
        union all
        select distinct 'contract', contract_id from entry
        union all
        select distinct 'merchant', merchant_id from entry
      )
      select count(distinct (named.kind, named.id))
      from named
      left join wallet on named.kind = 'wallet' and wallet.id = named.id
      left join redemption on named.kind = 'redemption' and redemption.id = named.id
      left join merchant on named.kind in ('merchant', 'owner') and merchant.id = named.id
      left join lot on named.kind = 'lot' and lot.id = named.id
      left join contract on named.kind in ('contract', 'owner') and contract.id = named.id
      where named.id is not null
        and coalesce(wallet.id, redemption.id, merchant.id, lot.id, contract.id) is null`,
  )

export type ContractSums = { readonly [Place in keyof Whereabouts]: bigint } & {
  readonly id: ContractId
  /** Its stored balances are not these sums. */
  readonly outOfStep: boolean
}

/** Where the points of each contract are, by its entries; of all contracts, unless some are named. */
export function sumContracts(tx: Tx, only?: readonly ContractId[]) {
  const asked = (id: Prisma.Sql) =>
    only ? Prisma.sql`${id} = any(${only}::uuid[])` : Prisma.sql`true`
  return tx.$queryRaw<ContractSums[]>`
    with posted as (
      select contract_id as id,
             coalesce(sum(amount) filter (where account = 'CONTRACT_BUDGET'), 0)::bigint as budget,
             coalesce(sum(amount) filter (where account = 'CONTRACT_RESERVED'), 0)::bigint as reserved,
             coalesce(sum(amount) filter (where account = 'WALLET_AVAILABLE'), 0)::bigint as available,
             coalesce(sum(amount) filter (where account = 'WALLET_HELD'), 0)::bigint as held,
             coalesce(sum(amount) filter (where account = 'WALLET_PENDING'), 0)::bigint as pending,
             coalesce(sum(amount) filter (where account = 'MERCHANT_PAYABLE'), 0)::bigint as payable,
             coalesce(sum(amount) filter (where account = 'BREAKAGE'), 0)::bigint as breakage
      from entry
      where entry.account <> 'FUNDING' and ${asked(Prisma.sql`contract_id`)}
      group by contract_id
    ), funded as (
      select entry.contract_id as id,
             coalesce(-sum(amount) filter (where kind = 'DEPOSIT'), 0)::bigint as deposited,
             coalesce(sum(amount) filter (where kind = 'PAYOUT'), 0)::bigint as "paidOut"
      from entry
      join journal on journal.owner_id = entry.owner_id and journal.id = entry.journal_id
      where entry.account = 'FUNDING' and ${asked(Prisma.sql`entry.contract_id`)}
      group by entry.contract_id
    )
    select id,
           coalesce(funded.deposited, 0) as deposited, coalesce(posted.budget, 0) as budget,
           coalesce(posted.reserved, 0) as reserved, coalesce(available, 0) as available,
           coalesce(held, 0) as held, coalesce(pending, 0) as pending,
           coalesce(payable, 0) as payable, coalesce("paidOut", 0) as "paidOut",
           coalesce(breakage, 0) as breakage,
           (contract.budget, contract.reserved, contract.deposited) is distinct from
             (coalesce(posted.budget, 0), coalesce(posted.reserved, 0), coalesce(funded.deposited, 0))
             as "outOfStep"
    from posted
    full join funded using (id)
    full join contract using (id)
    where ${asked(Prisma.sql`id`)}`
}

interface Count {
  readonly count: bigint
}

const countOf = async (rows: Promise<Count[]>): Promise<bigint> => (await one(rows)).count

async function one<Row>(rows: Promise<Row[]>): Promise<Row> {
  const [row] = await rows
  if (!row) throw new Error('The database answered no row')
  return row
}
