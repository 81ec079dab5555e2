import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../schema/schema.ts'

const file = 'schema.graphql'

/** The contract with clients, as a file, so that a review sees every change of it. */
const printed = `${printSchema(lexicographicSortSchema(schema))}\n`

const isFresh = (): boolean => existsSync(file) && readFileSync(file, 'utf8') === printed

if (!process.argv.includes('--check')) writeFileSync(file, printed)
else if (!isFresh()) {
  process.stderr.write(`${file} is not what the code serves. Run \`npm run schema\`.\n`)
  process.exitCode = 1
}
