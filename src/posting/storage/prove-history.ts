import { type Count, countOf, one } from './single-row.ts'
import type { Tx } from './transaction.ts'

// What the proof asks of journals and their entries.

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

/** Ids that history names and that don't exist: it has no foreign keys to the rest. */
export const countUnknownIds = (tx: Tx) =>
  countOf(
    tx.$queryRaw<Count[]>`
      with unknown as (
        select 'wallet' as kind, wallet_id as id
        from journal
        left join wallet on wallet.id = wallet_id
        where wallet_id is not null and wallet.id is null
        union
        select 'owner', owner_id
        from journal
        left join contract on contract.id = owner_id
        left join merchant on merchant.id = owner_id
        where wallet_id is null and contract.id is null and merchant.id is null
        union
        select 'redemption', redemption_id
        from journal
        left join redemption on redemption.id = redemption_id
        where redemption_id is not null and redemption.id is null
        union
        select 'merchant', merchant_id
        from journal
        left join merchant on merchant.id = merchant_id
        where merchant_id is not null and merchant.id is null
        union
        select 'merchant', merchant_id
        from entry
        left join merchant on merchant.id = merchant_id
        where merchant_id is not null and merchant.id is null
        union
        select 'lot', lot_id
        from entry
        left join lot on lot.id = lot_id
        where lot_id is not null and lot.id is null
        union
        select 'contract', contract_id
        from entry
        left join contract on contract.id = contract_id
        where contract.id is null
      )
      select count(*) from unknown`,
  )
