import { mkdtempSync } from 'node:fs'
import pg from 'pg'
import { migrate } from '/work/main/src/server/migrate.ts'
import { startPostgres } from '/work/main/src/server/postgres.ts'
import { connectDatabase } from '/work/main/src/server/database.ts'
import { checkLedger } from '/work/main/src/posting/ledger-check.ts'

const folder = '/tmp/dbt/scale-pg'
const server = await startPostgres({ folder, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '128MB', max_wal_size: '4GB' } })
const url = server.url('points')
await migrate(url)
const client = new pg.Client({ connectionString: url })
await client.connect()
const n = Number(process.argv[2] ?? 1_000_000)
const wallets = 200_000
const { rows } = await client.query('select count(*) from journal')
if (rows[0].count === '0') {
  const run = async (name: string, sql: string) => { const t = Date.now(); await client.query(sql); console.log(name, Date.now() - t) }
  await client.query(`set session_replication_role = replica; select make_history_month('2026-10-01'), make_history_month('2026-11-01')`)
  await run('base', `
    insert into partner select gen_random_uuid(), 'p', 'p', '1', 'ACTIVE', '2026-01-01';
    insert into contract (id, partner_id, channel, status, validity_months, validity_negotiated, unit_price, billing, credit_limit, coupon_billing, starts_on, created_at)
      select uuid_floor('2026-01-01'::timestamptz + i * interval '1 ms'), (select id from partner), 'API', 'LIVE', 60, false, 1, 'POSTPAID', 1000000000000, 'ON_DELIVERY', '2026-01-01', '2026-01-01' from generate_series(0, 9) i;
    insert into merchant select uuid_floor('2026-01-02'), 'm', 'm', 'KR', 'KRW', true, '2026-01-01';
    insert into person select uuid_floor('2026-02-01'::timestamptz + i * interval '1 ms'), sha256(int4send(i)), '2026-01-01' from generate_series(0, ${wallets} - 1) i;
    insert into account select uuid_floor('2026-02-01'::timestamptz + i * interval '1 ms'), 'a' || i, uuid_floor('2026-02-01'::timestamptz + i * interval '1 ms'), 'ACTIVE', null, '2026-01-01' from generate_series(0, ${wallets} - 1) i;
    insert into wallet (id, account_id) select id, id from account;`)
  // accrual i at t0 + 3i ms of wallet i % wallets, contract i % 10: 100 P; every second is spent 40 P later
  const t = (i: string) => `('2026-10-05'::timestamptz + (${i}) * interval '3 ms')`
  const w = (i: string) => `uuid_floor('2026-02-01'::timestamptz + (${i} % ${wallets}) * interval '1 ms')`
  const c = (i: string) => `uuid_floor('2026-01-01'::timestamptz + (${i} % 10) * interval '1 ms')`
  await run('accrual', `insert into accrual (id, contract_id, wallet_id, status, purpose, amount, available_amount, pending_amount, valid_through, created_at, completed_at, test)
    select uuid_floor(${t('i')}), ${c('i')}, ${w('i')}, 'COMPLETED', 'OTHER', 100, 100, 0, '2031-10-31', ${t('i')}, ${t('i')}, false from generate_series(0, ${n} - 1) i`)
  await run('lot', `insert into lot (id, wallet_id, contract_id, amount, remaining, held, pending, expired, accrued_at, expires_at)
    select uuid_floor(${t('i')}), ${w('i')}, ${c('i')}, 100, case when i % 2 = 0 then 60 else 100 end, 0, 0, 0, ${t('i')}, '2031-10-31T15:00:00Z' from generate_series(0, ${n} - 1) i`)
  await run('journal', `insert into journal select ${w('i')}, uuid_floor(${t('i')}), 'ACCRUAL', ${t('i')}, '2026-10', ${w('i')}, null, null, 0 from generate_series(0, ${n} - 1) i`)
  await run('entry', `insert into entry select ${w('i')}, uuid_floor(${t('i')}), line, case line when 1 then 'CONTRACT_BUDGET' else 'WALLET_AVAILABLE' end::ledger_account, case line when 1 then -100 else 100 end, ${c('i')}, case line when 2 then uuid_floor(${t('i')}) end, null from generate_series(0, ${n} - 1) i, generate_series(1, 2) line`)
  await run('redemption', `insert into redemption (id, wallet_id, merchant_id, order_id, status, order_amount, discount_amount, points, captured_points, created_at)
    select uuid_floor(${t('i')} + interval '1 ms'), ${w('i')}, uuid_floor('2026-01-02'), 'o' || i, 'CAPTURED', 40, 0, 40, 40, ${t('i')} from generate_series(0, ${n} - 1, 2) i`)
  await run('journal', `insert into journal select ${w('i')}, uuid_floor(${t('i')} + interval '1 ms'), 'REDEMPTION', ${t('i')}, '2026-10', ${w('i')}, uuid_floor(${t('i')} + interval '1 ms'), uuid_floor('2026-01-02'), 0 from generate_series(0, ${n} - 1, 2) i`)
  await run('entry', `insert into entry select ${w('i')}, uuid_floor(${t('i')} + interval '1 ms'), line, case line when 1 then 'MERCHANT_PAYABLE' else 'WALLET_AVAILABLE' end::ledger_account, case line when 2 then -40 else 40 end, ${c('i')}, case line when 2 then uuid_floor(${t('i')}) end, case line when 1 then uuid_floor('2026-01-02') end from generate_series(0, ${n} - 1, 2) i, generate_series(1, 2) line`)
  await run('balances', `
    update journal set balance_after = b from (
      select owner_id o, journal_id j, sum(s) over (partition by owner_id order by journal_id) b from (select owner_id, journal_id, sum(amount) s from entry where lot_id is not null group by 1,2) x) y where owner_id = o and id = j;
    update wallet set available = s, next_due_at = '2031-10-31T15:00:00Z' from (select owner_id o, sum(amount) s from entry where lot_id is not null group by 1) x where id = o;
    update wallet set last_journal_id = l from (select distinct on (owner_id) owner_id o, id l from journal order by owner_id, id desc) x where id = o;
    update contract set budget = s from (select contract_id o, sum(amount) s from entry where account = 'CONTRACT_BUDGET' group by 1) x where id = o;`)
  await run('analyze', 'vacuum analyze')
}
const db = connectDatabase(url, { max: 1 })
let last = Date.now(); let step = ''
const proof = await checkLedger(db, { onStep: (s) => { if (step) console.log(step, Date.now() - last); step = s; last = Date.now() } })
console.log(step, Date.now() - last)
console.log({ ...proof, conservationByContract: undefined })
await db.$disconnect()
await client.end()
await server.stop()
