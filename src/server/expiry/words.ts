import { parseArgs } from 'node:util'
import { type KstDate, parseKstDate } from '../../domain/calendar.ts'

export const usage = `Usage: npm run --silent expire                            expires points and coupons and lapses holds, once
       npm run --silent expire -- --dry-run [--at DATE]   says what would expire, and writes nothing

  --at DATE  by the end of that day in KST, like 2028-07-31; now, if left out
`

export interface Asked {
  readonly isDry: boolean
  readonly on: KstDate | undefined
}

/** What the words of the command ask for. Throws a sentence where they ask for nothing. */
export function readWords(words: readonly string[]): Asked {
  const { values } = parseArgs({
    args: [...words],
    options: { 'dry-run': { type: 'boolean', default: false }, at: { type: 'string' } },
  })
  const { at, 'dry-run': isDry } = values
  const on = at === undefined ? undefined : parseKstDate(at)
  if (at !== undefined && !on) throw new Error('--at wants a date that exists, like 2028-07-31.')
  if (on && !isDry)
    throw new Error('Only what is due now can be carried out: --at goes with --dry-run.')
  return { isDry, on }
}
