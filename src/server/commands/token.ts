import { type Caller, callerKinds } from '../../domain/caller.ts'
import { isCaller } from '../callers.ts'
import { readConfig } from '../config.ts'
import { signToken } from '../signing-key.ts'
import { runOrExplain } from '../start-refused.ts'

const usage = `Usage: npm run --silent token -- operator [NAME]
       npm run --silent token -- partner|agency|merchant CODE
       npm run --silent token -- user EXTERNAL_ID
`

/** The caller that the words name: an operator may go without a name. */
function callerOf([kindWord = '', code, ...rest]: readonly string[]): Caller | undefined {
  const kind = callerKinds.find((known) => known.toLowerCase() === kindWord.toLowerCase())
  const caller = { kind, code: code ?? (kind === 'OPERATOR' ? 'operator' : undefined) }
  return rest.length === 0 && isCaller(caller) ? caller : undefined
}

await runOrExplain(async () => {
  const caller = callerOf(process.argv.slice(2))
  if (!caller) {
    process.stderr.write(usage)
    return 2
  }
  process.stdout.write(`${await signToken(readConfig(process.env), caller)}\n`)
  return 0
})
