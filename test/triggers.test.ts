import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type pg from 'pg'
import { added } from './support/added-entries.ts'
import { id, type Row } from './support/row-values.ts'
import { insert, openWorld, rows } from './support/rows.ts'

let client: pg.Client
let close: () => Promise<void>
beforeAll(async () => {
  ;({ client, close } = await openWorld())
  await insert(client, 'journal', [journal(2), journal(3), another])
})
afterAll(() => close())

beforeEach(async () => {
  await client.query('rollback')
  await client.query('begin')
})

const journal = (n: number): Row => rows.journal(n)
/** A journal of another wallet. */
const another: Row = { ...rows.journal(4), owner_id: id(62), wallet_id: id(62) }

const codeAndMessage = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    ({ code, message }: pg.DatabaseError) => `${code} ${message}`,
  )

type Statement = 'insert' | 'update' | 'delete' | 'truncate'

/** Every trigger, by its table and name, and the statements at which it stands. */
const triggers: Readonly<Record<string, readonly Statement[]>> = {
  'journal refuse_change': ['update', 'delete', 'truncate'],
  'journal_2026_11 refuse_change': ['update', 'delete', 'truncate'],
  'entry refuse_change': ['update', 'delete', 'truncate'],
  'entry_2026_11 refuse_change': ['update', 'delete', 'truncate'],
  'audit_event refuse_change': ['update', 'delete', 'truncate'],
  'refund refuse_change': ['update', 'delete', 'truncate'],
  'idempotency refuse_change': ['update', 'truncate'],
  'entry refuse_unbalanced': ['insert'],
  'entry_2026_11 refuse_unbalanced': ['insert'],
}

const column: Readonly<Record<string, string>> = {
  journal: 'balance_after',
  entry: 'amount',
  audit_event: 'actor',
  refund: 'points',
  idempotency: 'answer',
}

function statementOn(table: string, what: Statement): string {
  const name = column[table.replace('_2026_11', '')]
  if (what === 'update') return `update ${table} set ${name} = ${name}`
  return what === 'delete' ? `delete from ${table}` : `truncate ${table} cascade`
}

describe('what is written once', () => {
  const cases = Object.entries(triggers)
    .filter(([name]) => name.endsWith('refuse_change'))
    .flatMap(([name, all]) => all.map((what) => [name.split(' ')[0] ?? '', what] as const))

  test.each(cases)('%s refuses %s, of its owner too', async (table, what) => {
    expect(await codeAndMessage(client.query(statementOn(table, what)))).toBe(
      `23001 ${table} is never changed: ${what} refused`,
    )
  })

  test.each(['journal', 'entry', 'audit_event'])(
    '%s refuses what changes no row',
    async (table) => {
      const statement = `${statementOn(table, 'update')} where false`
      expect(await codeAndMessage(client.query(statement))).toMatch('23001')
    },
  )

  test('keys may be deleted by the owner, once they are old enough', async () => {
    expect((await client.query(`delete from idempotency`)).rowCount).toBe(1)
  })
})

describe.each(['entry', 'entry_2026_11'])('%s', (table) => {
  test.each(added)('given %s', async (_what, lines, answer) => {
    // A journal of that number under its first owner too, where the entries name two.
    await insert(client, 'journal', [journal(4)])
    const outcome = await codeAndMessage(insert(client, table, lines))
    expect(outcome).toBe(answer === 'nothing' ? answer : `23514 ${answer}`)
  })
})

describe('a partition that is made later', () => {
  test('has the same triggers as the first', async () => {
    await client.query(`select make_history_month('2027-02-01')`)
    const found = await triggersOf(
      `tgrelid in ('journal_2027_02'::regclass, 'entry_2027_02'::regclass)`,
    )
    const expected = Object.entries(triggers).flatMap(([name, all]) =>
      name.includes('_2026_11') ? [[name.replace('2026_11', '2027_02'), all.toSorted()]] : [],
    )
    expect(found).toEqual(Object.fromEntries(expected))
  })

  test('is made once, however often it is asked for', async () => {
    await client.query(`select make_history_month('2027-02-01'), make_history_month('2027-02-28')`)
    const { rows: found } = await client.query(
      `select relname from pg_class where relname like '%2027%' and relkind = 'r' order by 1`,
    )
    expect(found.map(({ relname }) => relname)).toEqual(['entry_2027_02', 'journal_2027_02'])
  })

  test('takes the instants of its month in KST, the first included, the next month’s not', async () => {
    const { rows: found } = await client.query(
      `select
         uuid_floor('2026-10-31T15:00:00Z')::text as first,
         uuid_floor('2026-11-30T15:00:00Z')::text as beyond,
         pg_get_expr(relpartbound, oid) as bounds
       from pg_class
       where relname = 'journal_2026_11'`,
    )
    const { first, beyond, bounds } = found[0]
    expect(bounds).toBe(`FOR VALUES FROM ('${first}') TO ('${beyond}')`)
    expect(first).toMatch(
      new RegExp(`^${Date.UTC(2026, 9, 31, 15).toString(16).padStart(12, '0').slice(0, 8)}`),
    )
  })
})

/** Triggers that a migration or a partition made, by the bits of pg_trigger. */
async function triggersOf(where = 'true') {
  const { rows: found } = await client.query(
    `select tgrelid::regclass || ' ' || tgname as name, array_remove(array[
       case when tgtype & 4 > 0 then 'insert' end, case when tgtype & 8 > 0 then 'delete' end,
       case when tgtype & 16 > 0 then 'update' end, case when tgtype & 32 > 0 then 'truncate' end
     ], null) as statements
     from pg_trigger
     where not tgisinternal and tgenabled = 'O' and ${where}`,
  )
  return Object.fromEntries(found.map(({ name, statements }) => [name, statements.sort()]))
}

test('these tests know every trigger of the database', async () => {
  const known = Object.entries(triggers).map(([name, all]) => [name, all.toSorted()])
  expect(await triggersOf()).toEqual(Object.fromEntries(known))
})
