import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Migration {
  readonly name: string
  readonly sql: string
  /** SHA-256 of the file, in hex, as Prisma records it. */
  readonly checksum: string
}

/** From src and from dist alike, the package's root is two folders up. */
export const migrationsFolder = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** The migrations of a folder, in the order in which they are applied. */
export const readMigrations = (folder: string): readonly Migration[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const file = readFileSync(join(folder, name, 'migration.sql'))
      const checksum = createHash('sha256').update(file).digest('hex')
      return { name, sql: file.toString('utf8'), checksum }
    })
