import pg from 'pg'
import { freshDatabase } from './database.ts'
import { at, hash, id, november, type Row } from './row-values.ts'
import { couponRows } from './rows-of-coupons.ts'

/** A row of each table that can be added to the one before: its ids and names end in `n`. */
export const rows = {
  country: (n: number): Row => ({
    code: n === 1 ? 'XA' : 'XB',
    name: 'somewhere',
    currency: 'USD',
  }),
  partner: (n: number): Row => ({
    id: id(10 + n),
    code: `partner-${n}`,
    name: 'A partner',
    business_number: '1234567890',
    created_at: at,
  }),
  agency: (n: number): Row => ({
    id: id(20 + n),
    code: `agency-${n}`,
    name: 'An agency',
    commission_basis_points: 500,
    created_at: at,
  }),
  merchant: (n: number): Row => ({
    id: id(30 + n),
    code: `merchant-${n}`,
    name: 'A merchant',
    country_code: 'XA',
    currency: 'USD',
    accepts_points: true,
    created_at: at,
  }),
  person: (n: number): Row => ({ id: id(40 + n), identity_hash: hash(n), created_at: at }),
  account: (n: number): Row => ({
    id: id(50 + n),
    external_id: `account-${n}`,
    person_id: id(41),
    created_at: at,
  }),
  wallet: (n: number): Row => ({
    id: id(60 + n),
    account_id: id(50 + n),
    available: 0,
    held: 0,
    pending: 0,
  }),
  contract: (n: number): Row => ({
    id: id(70 + n),
    partner_id: id(11),
    channel: 'API',
    validity_months: 60,
    validity_negotiated: false,
    unit_price: '1',
    billing: 'PREPAID',
    credit_limit: 0,
    coupon_billing: 'ON_DELIVERY',
    starts_on: '2026-01-01',
    created_at: at,
    budget: 0,
    reserved: 0,
    deposited: 0,
  }),
  accrual: (n: number): Row => ({
    id: id(80 + n),
    contract_id: id(71),
    wallet_id: id(61),
    status: 'COMPLETED',
    purpose: 'OTHER',
    amount: 100,
    available_amount: 60,
    pending_amount: 40,
    valid_through: '2031-11-30',
    created_at: at,
    completed_at: at,
    test: false,
  }),
  lot: (n: number): Row => ({
    id: id(80 + n),
    wallet_id: id(61),
    contract_id: id(71),
    amount: 100,
    remaining: 60,
    held: 0,
    pending: 40,
    expired: 0,
    accrued_at: at,
    expires_at: '2031-11-30T15:00:00Z',
  }),
  redemption: (n: number): Row => ({
    id: id(90 + n),
    wallet_id: id(61),
    merchant_id: id(31),
    order_id: `order-${n}`,
    status: 'CAPTURED',
    order_amount: 1_000,
    discount_amount: 0,
    points: 100,
    captured_points: 100,
    refunded_points: 0,
    created_at: at,
  }),
  refund: (n: number): Row => ({
    id: id(110 + n),
    redemption_id: id(91),
    points: 10,
    expired_points: 4,
    created_at: at,
  }),
  notice: (n: number): Row => ({
    id: id(120 + n),
    wallet_id: id(61),
    kind: 'EXPIRY_AHEAD',
    points: 100,
    valid_through: '2031-11-30',
    days_ahead: n,
    created_at: at,
    queued_at: at,
    next_attempt_at: at,
  }),
  notice_walk: (n: number): Row => ({ valid_through: '2031-11-30', days_ahead: n }),
  idempotency: (n: number): Row => ({
    caller: 'OPERATOR',
    key: `key-${n}`,
    test: false,
    fingerprint: hash(n),
    answer: '{}',
    created_at: at,
  }),
  closed_period: (n: number): Row => ({ period: `2026-0${n}`, closed_at: at }),
  audit_event: (n: number): Row => ({
    id: id(100 + n),
    at,
    actor: 'OPERATOR:kim',
    action: 'createPartner',
  }),
  journal: (n: number): Row => ({
    owner_id: id(61),
    id: november(n),
    kind: 'ACCRUAL',
    posted_at: at,
    period: '2026-11',
    wallet_id: id(61),
    balance_after: 0,
  }),
  entry: (n: number): Row => ({
    owner_id: id(61),
    journal_id: november(1),
    line: n,
    account: 'BREAKAGE',
    amount: n % 2 === 1 ? 100 : -100,
    contract_id: id(71),
  }),
  ...couponRows,
} as const satisfies Record<string, (n: number) => Row>

export type Table = keyof typeof rows
export const tables = Object.keys(rows) as Table[]

/** One check of a table, from both sides of its bounds. */
export interface Check {
  readonly table: Table
  readonly refused: readonly Row[]
  /** On the right side of the same bounds. */
  readonly allowed: readonly Row[]
}

/** Adds rows in one statement. They have the same columns. */
export async function insert(client: pg.Client, table: string, all: readonly Row[]): Promise<void> {
  const columns = Object.keys(all[0] ?? {})
  const places = all.map(
    (_row, index) =>
      `(${columns.map((_name, nth) => `$${index * columns.length + nth + 1}`).join()})`,
  )
  const values = all.flatMap((row) => columns.map((name) => row[name]))
  await client.query(
    `insert into ${table} (${columns.join()}) values ${places.join()}`,
    values.map((value) => (typeof value === 'bigint' ? value.toString() : value)),
  )
}

const counts: { readonly [T in Table]?: number } = {
  account: 3,
  wallet: 2,
  accrual: 2,
  entry: 2,
  coupon_order: 2,
}

/** How many rows the world has of a table: one, but for those that more of others refer to, and entries that balance. */
export const countOf = (table: Table): number => counts[table] ?? 1

async function insertWorld(client: pg.Client): Promise<void> {
  await client.query(`select make_history_month('2026-11-01')`)
  for (const table of tables) {
    const all = Array.from({ length: countOf(table) }, (_, n) => rows[table](n + 1))
    await insert(client, table, all)
  }
}

/** A database of its own with that world in it, and a connection of its owner. */
export async function openWorld(): Promise<{
  readonly client: pg.Client
  readonly close: () => Promise<void>
}> {
  const { url, drop } = await freshDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await insertWorld(client)
  const close = async () => {
    await client.end()
    await drop()
  }
  return { client, close }
}
