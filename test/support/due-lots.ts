import pg from 'pg'
import type { ContractId } from '../../src/domain/ids.ts'

/** What each of many wallets was granted long ago. */
export interface DueLots {
  readonly contract: ContractId
  /** Of accounts `saver-1` to `saver-<this>`. */
  readonly wallets: number
  /** In each wallet, of 5 points each: half are valid through 2026-03-31, half through 2026-04-30. */
  readonly lots: number
}

export const pointsALot = 5

/**
 * Each tenth wallet was also granted 2,000,000 points in time, of which as many wait as expire.
 */
export const hasWaiting = (saver: number): boolean => saver % 10 === 0

/** Writes such wallets as the engine would have posted them, far faster; the ledger's proof tells. */
export async function writeDueLots(url: string, told: DueLots): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('set session_replication_role = replica')
    for (const month of ['2021-03-01', '2021-04-01', '2022-01-01'])
      await client.query('select make_history_month($1)', [month])
    await client.query(makeSavers, [told.wallets])
    for (let first = 1; first <= told.wallets; first += chunk) {
      const last = Math.min(first + chunk - 1, told.wallets)
      await client.query(fill, [first, last, told.lots, told.contract, pointsALot])
    }
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

const chunk = 200

const idOfSaver = (number: string) =>
  `('01900000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

const makeSavers = `
  with made as (
    select number, ${idOfSaver('number')} as id from generate_series(1, $1::int) as number
  ), new_person as (
    insert into person (id, identity_hash, created_at)
    select id, sha256(uuid_send(id)), '2021-01-01' from made
  ), new_account as (
    insert into account (id, external_id, person_id, created_at)
    select id, 'saver-' || number, id, '2021-01-01' from made
  )
  insert into wallet (id, account_id) select id, id from made`

const fill = `
  with due as (
    select saver, number, $5::bigint as amount, $5::bigint as fits,
           case when number * 2 <= $3::int then timestamptz '2021-03-10T00:00:00Z'
                else timestamptz '2021-04-10T00:00:00Z' end + number * interval '1 minute' as at
    from generate_series($1::int, $2::int) as saver, generate_series(1, $3) as number
    union all
    select saver, $3 + 1, 2000000, 2000000 - $3 * $5::bigint, '2022-01-10T00:00:00Z'
    from generate_series($1::int, $2::int) as saver
    where saver % 10 = 0
  ), event as materialized (
    select due.*, ${idOfSaver('saver')} as wallet,
           (made || '70008000' || tail)::uuid as lot, (made || '70008001' || tail)::uuid as journal,
           (date_trunc('month', at at time zone 'Asia/Seoul') + interval '61 months')::date as gone
    from due,
         lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as made,
         lpad(to_hex(saver), 12, '0') as tail
  ), new_accrual as (
    insert into accrual
      (id, contract_id, wallet_id, status, purpose, amount, available_amount, pending_amount,
       valid_through, created_at, completed_at, test)
    select lot, $4::uuid, wallet, 'COMPLETED', 'OTHER', amount, fits, amount - fits, gone - 1, at, at, false
    from event
  ), new_lot as (
    insert into lot (id, wallet_id, contract_id, amount, remaining, pending, accrued_at, expires_at)
    select lot, wallet, $4, amount, fits, amount - fits, at, gone::timestamp at time zone 'Asia/Seoul'
    from event
  ), new_journal as (
    insert into journal (owner_id, id, kind, posted_at, period, wallet_id, balance_after)
    select wallet, journal, 'ACCRUAL', at, to_char(at at time zone 'Asia/Seoul', 'YYYY-MM'), wallet,
           sum(fits) over (partition by wallet order by at)
    from event
  ), new_entry as (
    insert into entry (owner_id, journal_id, line, account, amount, contract_id, lot_id)
    select wallet, journal, line, account::ledger_account, value, $4, on_lot
    from event,
         lateral (values (1, 'CONTRACT_BUDGET', -amount, null), (2, 'WALLET_AVAILABLE', fits, lot),
                         (3, 'WALLET_PENDING', amount - fits, lot)) as lines (line, account, value, on_lot)
    where value <> 0
  ), filled as (
    update wallet
    set available = held.available, pending = held.pending, last_journal_id = held.last,
        next_due_at = held.due
    from (select wallet, sum(fits) as available, sum(amount - fits) as pending, 
                 (array_agg(journal order by at desc))[1] as last,
                 min(gone)::timestamp at time zone 'Asia/Seoul' as due
          from event group by wallet) as held
    where wallet.id = held.wallet
  )
  update contract set budget = budget - (select sum(amount) from event) where id = $4`
