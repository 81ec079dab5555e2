import type { Ground } from './ground.ts'
import { byPg } from './reference-pg.ts'
import { byPgbench, findPgbench } from './reference-pgbench.ts'
import type { Reference } from './reference-sql.ts'

/**
 * What the database does without the engine: accruals written by hand, on the
 * same wallets and ten contracts, one transaction each. By pgbench where this
 * machine has it, otherwise by this program.
 */
export async function openReference(ground: Ground): Promise<Reference> {
  const pgbench = await findPgbench()
  return pgbench ? byPgbench(pgbench, ground) : byPg(ground)
}
