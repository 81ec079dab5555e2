import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type pg from 'pg'
import { changeable } from './support/changeable.ts'
import { november } from './support/row-values.ts'
import { countOf, insert, openWorld, rows, tables } from './support/rows.ts'

let client: pg.Client
let close: () => Promise<void>
beforeAll(async () => {
  ;({ client, close } = await openWorld())
})
afterAll(() => close())

beforeEach(async () => {
  await client.query('rollback')
  await client.query('begin; set local role point_gateway')
})

const codeOf = (statement: string): Promise<string> =>
  client.query(statement).then(
    () => 'done',
    ({ code }: pg.DatabaseError) => code ?? '',
  )
const denied = '42501'

describe('the server’s role', () => {
  test('has these rights on tables, and nobody else has any', async () => {
    const { rows: found } = await client.query(
      `select relname || ' ' || privilege_type as right
       from pg_class, aclexplode(relacl)
       where relnamespace = 'public'::regnamespace and grantee <> relowner
         and grantee = 'point_gateway'::regrole
       union all
       select relname || ' ' || privilege_type || ' of another'
       from pg_class, aclexplode(relacl)
       where relnamespace = 'public'::regnamespace
         and grantee not in (relowner, 'point_gateway'::regrole)`,
    )
    const expected = tables.flatMap((table) => [`${table} INSERT`, `${table} SELECT`])
    expect(found.map(({ right }) => right).sort()).toEqual(expected.sort())
  })

  test('has these rights on columns', async () => {
    const { rows: found } = await client.query(
      `select relname || ' ' || attname || ' ' || privilege_type as right
       from pg_attribute
       join pg_class on pg_class.oid = attrelid, aclexplode(attacl)
       where relnamespace = 'public'::regnamespace`,
    )
    const expected = tables.flatMap((table) =>
      changeable[table].map((column) => `${table} ${column} UPDATE`),
    )
    expect(found.map(({ right }) => right).sort()).toEqual(expected.sort())
  })

  test('may run one function with the owner’s rights, and not the one that makes triggers', async () => {
    const { rows: found } = await client.query(
      `select proname as name, prosecdef as "asOwner",
              has_function_privilege('point_gateway', pg_proc.oid, 'execute') as may,
              exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner)))
                      where grantee = 0) as anyone
       from pg_proc
       where pronamespace = 'public'::regnamespace
       order by 1`,
    )
    expect(found).toEqual([
      { name: 'add_history', asOwner: false, may: false, anyone: false },
      { name: 'guard_history', asOwner: false, may: false, anyone: false },
      { name: 'make_history_month', asOwner: true, may: true, anyone: false },
      { name: 'refuse_change', asOwner: false, may: true, anyone: true },
      { name: 'refuse_unbalanced', asOwner: false, may: true, anyone: true },
      { name: 'uuid_floor', asOwner: false, may: true, anyone: true },
    ])
  })

  test('is no superuser, may not log in, and inherits from nobody', async () => {
    const { rows: found } = await client.query(
      `select rolsuper, rolcanlogin, rolcreaterole, rolcreatedb, rolbypassrls,
              (select count(*)::int from pg_auth_members where member = pg_roles.oid) as of
       from pg_roles where rolname = 'point_gateway'`,
    )
    expect(found).toEqual([
      {
        rolsuper: false,
        rolcanlogin: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolbypassrls: false,
        of: 0,
      },
    ])
  })
})

describe.each(tables)('on %s the server’s role', (table) => {
  test('changes these columns and no other', async () => {
    const { rows: columns } = await client.query(
      `select attname as name from pg_attribute
       where attrelid = $1::regclass and attnum > 0 and attgenerated = ''`,
      [table],
    )
    for (const { name } of columns) {
      await client.query('savepoint before')
      const change = await codeOf(`update ${table} set ${name} = ${name} where false`)
      const expected = changeable[table].includes(name) ? 'done' : denied
      expect([name, change]).toEqual([name, expected])
      await client.query('rollback to before')
    }
  })

  test.each(['delete from', 'truncate', 'drop table', 'lock table'])(
    'may not %s',
    async (words) => {
      expect(await codeOf(`${words} ${table}`)).toBe(denied)
    },
  )

  test.each([
    `alter table ${table} disable trigger all`,
    `alter table ${table} add column more int`,
    `create trigger one before insert on ${table} for each row execute function refuse_change()`,
    `create index on ${table} ((1))`,
  ])('may not %s', async (statement) => {
    expect(await codeOf(statement)).toBe(denied)
  })

  test('reads', async () => {
    expect(await codeOf(`select * from ${table}`)).toBe('done')
  })
})

const partitions = ['journal_2026_11', 'entry_2026_11']

describe.each(partitions)('on the partition %s the server’s role', (partition) => {
  const name = partition.replace('_2026_11', '')
  test.each([
    `select from ${partition}`,
    `insert into ${partition} select * from ${name} limit 0`,
    `update ${partition} set owner_id = owner_id`,
    `delete from ${partition}`,
    `truncate ${partition}`,
    `drop table ${partition}`,
    `alter table ${name} detach partition ${partition}`,
    `alter table ${partition} disable trigger all`,
    `select guard_history('${partition}', false)`,
  ])('may not %s', async (statement) => {
    expect(await codeOf(statement)).toBe(denied)
  })
})

describe('the server’s role', () => {
  const added = tables.filter((table) => table !== 'lot' && table !== 'entry')
  test.each(added)('adds to %s', async (table) => {
    await insert(client, table, [rows[table](countOf(table) + 1)])
  })

  test('adds lots', async () => {
    await insert(client, 'lot', [rows.lot(2)])
  })

  test('adds to history through its parents, into the partition of its month', async () => {
    await insert(client, 'journal', [rows.journal(2)])
    const entries = [1, 2].map((line) => ({ ...rows.entry(line), journal_id: november(2) }))
    await insert(client, 'entry', entries)
    await client.query('reset role')
    const { rows: found } = await client.query(
      `select count(*)::int from entry_2026_11 where journal_id = $1`,
      [november(2)],
    )
    expect(found).toEqual([{ count: 2 }])
  })

  test('makes the partitions of a month, which it may then not touch', async () => {
    expect(await codeOf(`select make_history_month('2027-01-01')`)).toBe('done')
    expect(await codeOf('select from entry_2027_01')).toBe(denied)
  })

  test('can’t mislead that with a temporary table of the same name', async () => {
    await client.query('create temporary table entry_2027_01 (id int)')
    await client.query('create temporary table journal (id int)')
    await client.query(`select make_history_month('2027-01-01')`)
    const { rows: found } = await client.query(
      `select to_regclass('public.entry_2027_01') is not null as made`,
    )
    expect(found).toEqual([{ made: true }])
  })

  test.each([
    'wallet',
    'contract',
    'partner',
    'merchant',
    'person',
    'account',
    'lot',
    'accrual',
    'redemption',
  ])('locks rows of %s', async (table) => {
    expect(await codeOf(`select from ${table} for update`)).toBe('done')
  })

  test.each([
    `set session_replication_role = replica`,
    'create table more (id int)',
    'create schema more',
    'create role more',
    'create function more() returns int language sql as $$ select 1 $$',
    `select from _prisma_migrations`,
    `delete from _prisma_migrations`,
    `create or replace function refuse_change() returns trigger language plpgsql as
       $$ begin return null; end $$`,
    'drop function refuse_unbalanced() cascade',
    `alter role point_gateway superuser`,
    `copy wallet to program 'cat'`,
  ])('may not %s', async (statement) => {
    expect(await codeOf(statement)).toBe(denied)
  })
})
