import pg from 'pg'
import type { ContractId, MerchantId } from '../../src/domain/ids.ts'
import type { Ground } from './ground.ts'

/** What one wallet lived through: grants, each followed by as many redemptions of one point as it gave. */
export interface History {
  /** Of the ground's wallets, from 1. */
  readonly wallet: number
  readonly contract: ContractId
  readonly merchant: MerchantId
  /** Of its first event; each comes so much after the one before it. */
  readonly from: Date
  readonly stepMs: number
  readonly grants: number
  /** None: each grant gives one point, which stays. */
  readonly spends: number
}

const entriesOf = ({ grants, spends }: History): number => grants * (1 + spends) * 2

export const endOf = ({ from, stepMs, grants, spends }: History): Date =>
  new Date(from.getTime() + grants * (1 + spends) * stepMs)

/** Grants that are written together. */
const chunk = 20_000

/**
 * Writes histories of wallets that had none or were left empty, as the engine would have posted
 * them, though far faster: nothing is checked on the way, and the ledger's proof tells at the end.
 *
 * @param onProgress hears how many entries are written.
 */
export async function writeHistories(
  { url }: Ground,
  histories: readonly History[],
  onProgress: (entries: number) => void = () => undefined,
): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`set session_replication_role = replica; set synchronous_commit = off`)
    let written = 0
    for (const history of histories) {
      await client.query(makeMonths, [history.from, endOf(history)])
      for (let first = 0; first < history.grants; first += chunk) {
        const grants = Math.min(chunk, history.grants - first)
        await client.query(write, valuesOf(history, first, grants))
        written += entriesOf({ ...history, grants })
        onProgress(written)
      }
    }
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

const valuesOf = (history: History, first: number, grants: number): unknown[] => [
  ...[history.wallet, history.contract, history.merchant],
  ...[history.from, history.stepMs, first, grants, history.spends],
]

const makeMonths = `
  select make_history_month(month::date)
  from generate_series(date_trunc('month', $1::timestamptz at time zone 'Asia/Seoul'),
                       $2::timestamptz at time zone 'Asia/Seoul', interval '1 month') as month`

const write = `
  with told (wallet, contract, merchant, start, step, first, grants, spends) as materialized (
    select ('01900000-0000-7000-8000-' || lpad(to_hex($1::int), 12, '0'))::uuid, $2::uuid, $3::uuid,
           $4::timestamptz, $5::float8 * interval '1 millisecond', $6::int, $7::int, $8::int
  ), timed as (
    select told.*, number, spend, greatest(spends, 1) as amount,
           start + (number * (1 + spends) + spend) * step as at
    from told, generate_series(first, first + grants - 1) as number, generate_series(0, spends) as spend
  ), event as materialized (
    select stamped.*, made || '70008000' || tail as id, made || '70008001' || tail as journal,
           granted || '70008000' || tail as lot,
           case spends when 0 then number + 1 else amount - spend end as balance,
           (date_trunc('month', at at time zone 'Asia/Seoul') + interval '61 months')::date as gone
    from (
      select timed.*, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as made,
             lpad(to_hex((extract(epoch from at - spend * step) * 1000)::bigint), 12, '0') as granted,
             right(wallet::text, 12) as tail
      from timed
    ) as stamped
  ), new_accrual as (
    insert into accrual
      (id, contract_id, wallet_id, status, purpose, amount, available_amount, pending_amount,
       valid_through, created_at, completed_at, test)
    select id::uuid, contract, wallet, 'COMPLETED',
           (array['OTHER', 'PROMOTION', 'EVENT_PRIZE', 'PURCHASE_GIFT'])[1 + number % 4]::purpose,
           amount, amount, 0, gone - 1, at, at, false
    from event
    where spend = 0
  ), new_lot as (
    insert into lot
      (id, wallet_id, contract_id, amount, remaining, pending, accrued_at, expires_at)
    select id::uuid, wallet, contract, amount, amount - spends, 0, at,
           gone::timestamp at time zone 'Asia/Seoul'
    from event
    where spend = 0
  ), new_redemption as (
    insert into redemption
      (id, wallet_id, merchant_id, order_id, status, order_amount, discount_amount, points,
       captured_points, created_at)
    select id::uuid, wallet, merchant, id, 'CAPTURED', 1, 0, 1, 1, at
    from event
    where spend > 0
  ), new_journal as (
    insert into journal
      (owner_id, id, kind, posted_at, period, wallet_id, redemption_id, merchant_id, balance_after)
    select wallet, journal::uuid, (case spend when 0 then 'ACCRUAL' else 'REDEMPTION' end)::journal_kind,
           at, to_char(at at time zone 'Asia/Seoul', 'YYYY-MM'), wallet,
           case when spend > 0 then id::uuid end, case when spend > 0 then merchant end, balance
    from event
  ), new_entry as (
    insert into entry
      (owner_id, journal_id, line, account, amount, contract_id, lot_id, merchant_id)
    select wallet, journal::uuid, line, account::ledger_account,
           sign * case spend when 0 then amount else 1 end, contract,
           case account when 'WALLET_AVAILABLE' then lot::uuid end,
           case account when 'MERCHANT_PAYABLE' then merchant end
    from event
    join (values (false, 1, 'CONTRACT_BUDGET', -1), (false, 2, 'WALLET_AVAILABLE', 1),
                 (true, 1, 'WALLET_AVAILABLE', -1), (true, 2, 'MERCHANT_PAYABLE', 1))
      as lines (spends_some, line, account, sign) on spends_some = (spend > 0)
  ), filled as (
    update wallet
    set available = last.balance, last_journal_id = last.journal::uuid,
        next_due_at = case spends when 0 then
          least(next_due_at, (select min(gone) from event)::timestamp at time zone 'Asia/Seoul') end
    from (select * from event order by at desc limit 1) as last
    where wallet.id = last.wallet
  )
  update contract
  set budget = budget - (select sum(amount) from event where spend = 0)
  where id = $2::uuid`
