import { readFileSync, writeFileSync } from 'node:fs'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../schema/schema.ts'

const file = 'schema.graphql'

/** The contract with clients, as a file whose every change is seen in review. */
const printed = `${printSchema(lexicographicSortSchema(schema))}\n`

if (!process.argv.includes('--check')) writeFileSync(file, printed)
else if (readFileSync(file, 'utf8') !== printed) {
  process.stderr.write(`${file} is not what the code serves. Run \`npm run schema\`.\n`)
  process.exitCode = 1
}
