import { codeOf } from './errors.ts'
import { pendingMigrations } from './migrate.ts'
import { startRefused } from './start-refused.ts'

/**
 * Rejects with a sentence where the database is missing or lacks a migration.
 *
 * @param to what the command is about to do with it.
 */
export async function refuseUnmigrated(url: string, to: string): Promise<void> {
  const missing = await pendingMigrations(url).catch((error: unknown) => {
    if (codeOf(error) !== '3D000') throw error
    throw startRefused(`There is no database to ${to} yet: start the gateway once.`, error)
  })
  if (missing.length > 0)
    throw startRefused(`The database lacks the migration ${missing[0]}: run \`npm run migrate\`.`)
}
