import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/server/migrate.ts'
import { type Postgres, startPostgres } from '../../src/server/postgres.ts'

declare global {
  var testServer: { readonly postgres: Postgres; readonly folder: string } | undefined
}

/** One PostgreSQL for all tests, and in it one migrated database that each test file clones. */
export default async function setup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'points-test-'))
  const postgres = await startPostgres({
    folder,
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: 200,
      shared_buffers: '64MB',
    },
  })
  globalThis.testServer = { postgres, folder }
  await migrate(postgres.url('template_points'))
  const client = new pg.Client({ connectionString: postgres.url('postgres') })
  await client.connect()
  await client.query('alter database template_points is_template true allow_connections false')
  await client.end()
  process.env.TEST_SERVER_URL = postgres.url('postgres')
}
