import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { purposes } from '../../domain/accrual.ts'
import type { Language } from '../../domain/refusal.ts'
import { optional, text } from '../../schema/shapes.ts'
import type { ListAccrual } from './accrue-list.ts'
import { contractIdOf } from './contract-of-list.ts'

export const usage = `Usage: npm run --silent accrue -- FILE.csv --contract ID [--purpose P] [--title TEXT] [--run NAME]
                                 [--language ko|en] [--dry-run]

  FILE.csv       its first line names the columns: account or person, amount, maybe key
  --contract ID  the contract that pays, of channel API
  --purpose P    ${purposes.join(', ')}; OTHER, if left out
  --title TEXT   what the users read in the notice; the partner's name, if left out
  --run NAME     the name of the file, if left out. The same list again under the same name goes on
                 where it was stopped, and grants nothing twice; next month it wants another name.
  --language L   ko or en, of the messages that say why a line was not granted; en, if left out
  --dry-run      reads the file, says which lines are malformed, and grants nothing
`

const languages = ['ko', 'en'] as const satisfies readonly Language[]

const shape = z.object({
  file: z.array(z.string()).length(1, 'One file is wanted.'),
  contract: z
    .string('--contract is wanted.')
    .transform(contractIdOf)
    .refine((id) => id !== undefined, '--contract wants the id of a contract.'),
  purpose: z.enum(purposes, `--purpose wants one of ${purposes.join(', ')}.`),
  title: optional(text),
  run: optional(text),
  language: z.enum(languages, `--language wants one of ${languages.join(', ')}.`),
})

export interface Asked extends Omit<ListAccrual, 'list'> {
  readonly path: string
  readonly isDry: boolean
}

/** What the words of the command ask for. Throws a sentence where they ask for nothing. */
export function readWords(words: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      contract: { type: 'string' },
      purpose: { type: 'string', default: 'OTHER' },
      title: { type: 'string' },
      run: { type: 'string' },
      language: { type: 'string', default: 'en' },
      'dry-run': { type: 'boolean', default: false },
    },
  })
  const read = shape.safeParse({ file: positionals, ...values })
  if (!read.success) {
    const [issue] = read.error.issues
    const field = String(issue?.path[0])
    throw new Error(`${field === 'title' || field === 'run' ? `--${field} ` : ''}${issue?.message}`)
  }
  const { file, title, run, ...rest } = read.data
  const [path = ''] = file
  const isDry = values['dry-run']
  return { ...rest, path, eventTitle: title, run: run ?? basename(path), isDry }
}
