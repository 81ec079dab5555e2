import { z } from 'zod'
import { type Points, points } from '../../domain/points.ts'
import type { Recipient } from '../../domain/recipient.ts'
import { code, idempotencyKey, text } from '../../schema/shapes.ts'
import type { Columns } from './columns.ts'

/** One line of a list: what it grants, or what is wrong with it. */
export type Line = { readonly number: number; readonly endsAtByte: number } & (Granting | Malformed)

interface Granting {
  readonly recipient: Recipient
  readonly amount: Points
  /** Undefined: one is derived from the line. */
  readonly key: string | undefined
}

interface Malformed {
  /** A sentence that repeats nothing of the line. */
  readonly malformed: string
}

export const isMalformed = <L extends Line>(line: L): line is L & Malformed => 'malformed' in line

// Excel's own encoding in Korea is not UTF-8; read as such, it has this character.
const readable = (shape: z.ZodString) =>
  shape.refine((value) => !value.includes('\uFFFD'), 'must be written in UTF-8.')

const shape = z.object({
  account: readable(code).optional(),
  person: readable(text).optional(),
  amount: z
    .string()
    .regex(/^-?\d{1,16}$/, 'must be a whole number of points, like 1000.')
    .transform(BigInt)
    .refine((value) => value <= Number.MAX_SAFE_INTEGER, 'is too large.')
    .transform(points),
  key: idempotencyKey.optional(),
})

/** Reads the cells of one line; identity values leave it as keyed hashes alone. */
export function grantingOf(
  cells: readonly string[],
  columns: Columns,
  hashPerson: (identity: string) => string,
): Granting | Malformed {
  if (cells.slice(columns.count).some((cell) => cell !== ''))
    return { malformed: 'The line has more cells than the first line has columns.' }
  const parsed = shape.safeParse({
    account: cellAt(cells, columns.account),
    person: cellAt(cells, columns.person),
    amount: cellAt(cells, columns.amount) ?? '',
    key: cellAt(cells, columns.key),
  })
  if (!parsed.success) return { malformed: sentenceOf(parsed.error) }
  const { account, person, amount, key } = parsed.data
  if ((account === undefined) === (person === undefined))
    return { malformed: 'Exactly one of account and person must be given.' }
  const recipient = account === undefined ? { personHash: hashPerson(person ?? '') } : { account }
  return { recipient, amount, key }
}

/** Undefined where nothing stands there. */
const cellAt = (cells: readonly string[], index: number | undefined): string | undefined =>
  (index !== undefined && cells[index]?.trim()) || undefined

const sentenceOf = ({ issues: [issue] }: z.ZodError): string =>
  `${String(issue?.path[0])} ${issue?.message}`
