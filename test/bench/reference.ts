import type { Ground } from './ground.ts'
import { findProgram } from './programs.ts'
import { byPg } from './reference-pg.ts'
import { byPgbench } from './reference-pgbench.ts'
import type { Reference } from './reference-sql.ts'

/**
 * What the database does without the engine: accruals written by hand, on the
 * same wallets and ten contracts, one transaction each. By pgbench where this
 * machine has it, otherwise by this program.
 */
export async function openReference(ground: Ground): Promise<Reference> {
  const pgbench = await findProgram('pgbench')
  return pgbench ? byPgbench(pgbench, ground) : byPg(ground)
}
