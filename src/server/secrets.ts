import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { keptFile } from './kept-file.ts'

/** The keys of the keyed hashes by which people and codes are known. */
export interface Secrets {
  readonly person: string
  readonly code: string
}

/**
 * The secrets that were given, or else those made once and kept in DATA_DIR, so
 * that a hash means the same after a restart. Production gives its own.
 */
export const openSecrets = ({ dataDir, personSecret, codeSecret }: Config): Secrets => ({
  person: personSecret ?? keptFile(join(dataDir, 'person-secret'), newSecret),
  code: codeSecret ?? keptFile(join(dataDir, 'code-secret'), newSecret),
})

const newSecret = () => randomBytes(32).toString('base64url')
