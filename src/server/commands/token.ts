import { type Caller, callerKinds } from '../../domain/caller.ts'
import { isCaller } from '../callers.ts'
import { readConfig } from '../config.ts'
import { runCommand } from '../run-command.ts'
import { signToken } from '../signing-key.ts'

const usage = `Usage: npm run --silent token -- operator [NAME]
       npm run --silent token -- partner|agency|merchant CODE
       npm run --silent token -- user EXTERNAL_ID
`

/** The caller that the words name: an operator may go without a name. */
function callerOf([kindWord = '', code, ...rest]: readonly string[]): Caller {
  const kind = callerKinds.find((known) => known.toLowerCase() === kindWord.toLowerCase())
  const caller = { kind, code: code ?? (kind === 'OPERATOR' ? 'operator' : undefined) }
  if (rest.length > 0 || !isCaller(caller)) throw new Error('Say whose token it is to be.')
  return caller
}

await runCommand({
  usage,
  read: callerOf,
  run: async (caller) => {
    process.stdout.write(`${await signToken(readConfig(process.env), caller)}\n`)
    return 0
  },
})
