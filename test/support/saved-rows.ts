import { runSql } from './database.ts'

/** The rows of a database as they were, to which it comes back before each tampering. */
export interface Saved {
  /** Does that to the rows as they were, as the owner of the database and with all triggers off. */
  readonly tamper: (sql: string) => Promise<void>
}

/** Saves the rows of a database. */
export async function savedRows(url: string): Promise<Saved> {
  const { rows } = await runSql(
    url,
    `select relname as name,
            (select string_agg(quote_ident(attname), ', ') from pg_attribute
             where attrelid = pg_class.oid and attnum > 0 and attgenerated = '') as columns
     from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`,
  )
  const save = rows.map(({ name }) => `create table saved.${name} as table public.${name}`)
  await runSql(url, `create schema saved; ${save.join(';')}`)
  const restore = rows
    .map(
      ({ name, columns }) =>
        `delete from ${name}; insert into ${name} (${columns}) select ${columns} from saved.${name}`,
    )
    .join(';')
  const tamper = async (sql: string) =>
    void (await runSql(url, `set session_replication_role = replica; ${restore}; ${sql}`))
  return { tamper }
}
