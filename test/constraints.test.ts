import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type pg from 'pg'
import { checks } from './support/checks.ts'
import { keys, references } from './support/keys-of-rows.ts'
import { id, type Row } from './support/row-values.ts'
import { countOf, insert, openWorld, rows, type Table, tables } from './support/rows.ts'

let client: pg.Client
let close: () => Promise<void>
beforeAll(async () => {
  ;({ client, close } = await openWorld())
})
afterAll(() => close())

beforeEach(async () => {
  await client.query('rollback')
  await client.query('begin')
})

/** The number of a row that the world has not yet. */
const next = (table: Table): number => countOf(table) + 1

/** Adds one more row to a table, changed as told; an entry with another that balances it. */
function add(table: Table, change: Row): Promise<void> {
  const row = { ...rows[table](next(table)), ...change }
  if (table !== 'entry') return insert(client, table, [row])
  const balance = { ...rows.entry(4), amount: -BigInt(row.amount as number) }
  return insert(client, table, [row, balance])
}

/** The name of what a statement broke; a partition's own is told by its parent's. */
const broken = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    ({ code, constraint, column }: pg.DatabaseError) =>
      `${code} ${constraint?.replace('_2026_11', '') ?? column}`,
  )

const notNull = '23502'
const foreignKey = '23503'
const unique = '23505'
const check = '23514'

describe('a check', () => {
  const cases = Object.entries(checks).map(([name, { table, ...rest }]) => ({
    name,
    table,
    ...rest,
  }))

  test.each(cases)('$name refuses, and allows what is just right', async (one) => {
    for (const change of one.refused) {
      await client.query('savepoint before')
      expect([change, await broken(add(one.table, change))]).toEqual([
        change,
        `${check} ${one.name}`,
      ])
      await client.query('rollback to before')
    }
    for (const change of one.allowed) {
      await client.query('savepoint before')
      expect([change, await broken(add(one.table, change))]).toEqual([change, 'nothing'])
      await client.query('rollback to before')
    }
  })
})

describe('a unique key', () => {
  test.each(Object.entries(keys))(
    '%s refuses a second row',
    async (name, [table, columns, other]) => {
      const first = rows[table](1)
      const taken = Object.fromEntries(columns.map((column) => [column, first[column] ?? null]))
      await client.query('savepoint before')
      expect(await broken(add(table, taken))).toBe(`${unique} ${name}`)
      await client.query('rollback to before')
      expect(await broken(add(table, other ? { ...taken, ...other } : {}))).toBe('nothing')
    },
  )

  test.each(['VOIDED', 'LAPSED'])(
    'an order whose redemption is %s can be redeemed again',
    async (status) => {
      await client.query(
        `update redemption set status = '${status}', captured_points = 0 where order_id = 'order-1'`,
      )
      expect(await broken(add('redemption', { order_id: 'order-1' }))).toBe('nothing')
    },
  )
})

describe('a foreign key', () => {
  test.each(Object.entries(references))(
    '%s refuses a row of nobody',
    async (name, [table, column]) => {
      const change = {
        ...(column === 'recipient_person_id' && { scheduled_for: '2026-11-11T00:00:00Z' }),
        [column]: column === 'country_code' ? 'XZ' : id(999),
      }
      expect(await broken(add(table, change))).toBe(`${foreignKey} ${name}`)
    },
  )

  test.each(Object.entries(references))(
    '%s keeps the row that is named from being deleted',
    async (name, [_table, _column, named]) => {
      const others = Object.entries(references).filter(
        ([other, [, , to]]) => to === named && other !== name,
      )
      for (const [other, [from]] of others)
        await client.query(`alter table ${from} drop constraint ${other}`)
      const key = named === 'country' ? 'code' : 'id'
      await client.query(
        `update accrual set scheduled_for = created_at, recipient_person_id = '${id(41)}'`,
      )
      const named1 = rows[named](1)[key]
      const deletion = client.query(`delete from ${named} where ${key} = $1`, [named1])
      expect(await broken(deletion)).toBe(`${foreignKey} ${name}`)
    },
  )
})

interface Column {
  readonly table: Table
  readonly column: string
}

const partitionKey: { readonly [T in Table]?: string } = { journal: 'id', entry: 'journal_id' }
/** What a row without a partition breaks: no constraint of a name. */
const noPartition = `${check} undefined`

const requiredColumns = async (): Promise<Column[]> =>
  (
    await client.query(
      `select relname as table, attname as column
       from pg_attribute
       join pg_class on pg_class.oid = attrelid
       where relname = any($1) and attnum > 0 and attnotnull and attgenerated = ''`,
      [tables],
    )
  ).rows

describe('a column that is required', () => {
  test('refuses null, in every table', async () => {
    const columns = await requiredColumns()
    expect(columns.length).toBeGreaterThan(tables.length)
    for (const { table, column } of columns) {
      await client.query('savepoint before')
      const change = { ...rows[table](next(table)), [column]: null }
      const found = await broken(insert(client, table, [change]))
      const wanted = column === partitionKey[table] ? noPartition : `${notNull} ${column}`
      expect([table, found]).toEqual([table, wanted])
      await client.query('rollback to before')
    }
  })
})

describe('these tests', () => {
  test('know every check, key and foreign key of the database', async () => {
    const { rows: found } = await client.query(
      `select conname as name
       from pg_constraint
       join pg_class on pg_class.oid = conrelid
       where relnamespace = 'public'::regnamespace and conparentid = 0
         and (not relispartition or contype = 'f') and contype <> 'n' and relname <> '_prisma_migrations'
       union
       select index.relname
       from pg_index
       join pg_class as index on index.oid = indexrelid
       join pg_class as indexed on indexed.oid = indrelid
       where indisunique and index.relnamespace = 'public'::regnamespace
         and not indexed.relispartition and indexed.relname <> '_prisma_migrations'`,
    )
    const known = [...Object.keys(checks), ...Object.keys(keys), ...Object.keys(references)]
    expect(found.map(({ name }) => name.replace('_2026_11', '')).sort()).toEqual(known.sort())
  })

  test('know every table', async () => {
    const { rows: found } = await client.query(
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
         and relname <> '_prisma_migrations'`,
    )
    expect(found.map(({ name }) => name).sort()).toEqual(tables.toSorted())
  })
})
