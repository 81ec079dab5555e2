import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { emptyDatabase, freshDatabase, runSql, type TestDatabase } from './support/database.ts'
import { sqlOfPrismaSchema } from './support/prisma-schema.ts'

/** What the migrations made, with a month of history, and what Prisma would make of its schema. */
let migrated: TestDatabase
let promised: TestDatabase
beforeAll(async () => {
  migrated = await freshDatabase()
  await runSql(migrated.url, `select make_history_month('2026-11-01')`)
  promised = await emptyDatabase()
  await runSql(promised.url, await sqlOfPrismaSchema(promised.url))
})
afterAll(async () => {
  await migrated.drop()
  await promised.drop()
})

/** Partitions and Prisma's own records are no part of the schema. */
const isTable = `relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
  and not relispartition and relname <> '_prisma_migrations'`

/** A line for each thing of its sort that a database has. */
const sorts = {
  tables: `select relname as line from pg_class where ${isTable}`,

  columns: `
    select concat_ws(' ', relname || '.' || attname, format_type(atttypid, atttypmod),
                     case when attnotnull then 'not null' end,
                     case when attgenerated = '' then 'default ' || pg_get_expr(adbin, adrelid) end)
             as line
    from pg_attribute
    join pg_class on pg_class.oid = attrelid
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where ${isTable} and attnum > 0 and not attisdropped`,

  enums: `
    select typname || ': ' || string_agg(enumlabel, ', ' order by enumsortorder) as line
    from pg_enum
    join pg_type on pg_type.oid = enumtypid
    group by typname`,

  'keys and indexes': `
    select concat_ws(' ', pg_class.relname, index.relname,
                     case when indisprimary then 'primary' when indisunique then 'unique' end,
                     array(select pg_get_indexdef(indexrelid, place, true)
                           from generate_series(1, indnkeyatts) as place)::text,
                     'where ' || pg_get_expr(indpred, indrelid))
             as line
    from pg_index
    join pg_class on pg_class.oid = indrelid
    join pg_class as index on index.oid = indexrelid
    where pg_class.oid in (select oid from pg_class where ${isTable})`,

  'foreign keys': `
    select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(pg_constraint.oid)
             as line
    from pg_constraint
    join pg_class on pg_class.oid = conrelid
    where contype = 'f' and conparentid = 0 and ${isTable}`,
} as const

/** What Prisma's schema has no words for. */
const beyondPrisma: { readonly [Sort in keyof typeof sorts]?: readonly string[] } = {
  'keys and indexes': [
    'lot lot_live_idx {wallet_id,expires_at,id} where ((remaining > 0) OR (held > 0) OR (pending > 0))',
    `accrual accrual_due_idx {scheduled_for,id} where (status = 'SCHEDULED'::accrual_status)`,
    `notice notice_due_idx {next_attempt_at,id} where (status = 'QUEUED'::notice_status)`,
    'notice notice_one_ahead unique {wallet_id,valid_through,days_ahead} where ' +
      `(kind = 'EXPIRY_AHEAD'::notice_kind)`,
    'coupon coupon_registered_idx {order_id,id} where (accrual_id IS NOT NULL)',
    'coupon_order coupon_order_making_idx {issued_at,id} where ' +
      '((issued_at IS NOT NULL) AND (made < quantity) AND (voided_at IS NULL) AND (expired_at IS NULL))',
    'coupon_order coupon_order_open_idx {register_by,contract_id,id} where ' +
      '((issued_at IS NOT NULL) AND (voided_at IS NULL) AND (expired_at IS NULL))',
    `redemption redemption_open_holds_idx {wallet_id,id} where (status = 'AUTHORIZED'::redemption_status)`,
    'redemption redemption_one_live_per_order unique {merchant_id,order_id} where ' +
      `(status <> ALL (ARRAY['VOIDED'::redemption_status, 'LAPSED'::redemption_status]))`,
  ],
}

/** What Prisma's schema says with fewer words than it has. */
const saidShorter: Readonly<Record<string, string>> = {
  'coupon_entry.failures uuid[]': 'coupon_entry.failures uuid[] not null',
  'coupon coupon_accrual_id_key unique {accrual_id}':
    'coupon coupon_accrual_id_key unique {accrual_id} where (accrual_id IS NOT NULL)',
}

/** What the database asks once a statement, by a trigger. */
const byTrigger = ['entry entry_owner_id_journal_id_fkey ']

const linesOf = async ({ url }: TestDatabase, sort: keyof typeof sorts): Promise<string[]> =>
  (await runSql(url, sorts[sort])).rows.map(({ line }) => line).sort()

describe('the Prisma schema and the migrated database agree on', () => {
  test.each(Object.keys(sorts) as (keyof typeof sorts)[])('%s', async (sort) => {
    const told = (await linesOf(promised, sort))
      .filter((line) => !byTrigger.some((start) => line.startsWith(start)))
      .map((line) => saidShorter[line] ?? line)
    const expected = [...told, ...(beyondPrisma[sort] ?? [])]
    expect(expected.length).toBeGreaterThan(0)
    expect(await linesOf(migrated, sort)).toEqual(expected.sort())
  })
})

test('the database itself generates one column, a lot’s status', async () => {
  const { rows } = await runSql(
    migrated.url,
    `select attrelid::regclass || '.' || attname as name from pg_attribute where attgenerated <> ''`,
  )
  expect(rows).toEqual([{ name: 'lot.status' }])
})
