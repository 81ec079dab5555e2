import { z } from 'zod'
import { type Points, points } from '../../domain/points.ts'
import type { Recipient } from '../../domain/recipient.ts'
import { code, idempotencyKey, text } from '../../schema/shapes.ts'
import type { Columns } from './columns.ts'
import { type CellFault, inCell, ofLine, type Sentence } from './malformed.ts'

/** One line of a list: what it grants, or what is wrong with it. */
export type Line = { readonly number: number; readonly endsAtByte: number } & (Granting | Malformed)

interface Granting {
  readonly recipient: Recipient
  readonly amount: Points
  /** Undefined: one is derived from the line. */
  readonly key: string | undefined
}

interface Malformed {
  readonly malformed: Sentence
}

export type MalformedLine = Line & Malformed

export const isMalformed = <L extends Line>(line: L): line is L & Malformed => 'malformed' in line

// Excel's own encoding in Korea is not UTF-8; read as such, it has this character.
const isReadable = (value: string) => !value.includes('\uFFFD')

/** A cell that must look as the API wants it, too. */
const like = (shape: z.ZodType, otherwise: CellFault) =>
  z
    .string()
    .refine(isReadable, 'notUtf8' satisfies CellFault)
    .refine((value) => shape.safeParse(value).success, otherwise)

const shape = z.object({
  account: like(code, 'noCode').optional(),
  person: like(text, 'noIdentity').optional(),
  amount: z
    .string()
    .regex(/^-?\d{1,16}$/, 'notWhole' satisfies CellFault)
    .transform(BigInt)
    .refine((value) => value <= Number.MAX_SAFE_INTEGER, 'tooLarge' satisfies CellFault)
    .transform(points),
  key: like(idempotencyKey, 'noKey').optional(),
})

/** Reads the cells of one line; identity values leave it as keyed hashes alone. */
export function grantingOf(
  cells: readonly string[],
  columns: Columns,
  hashPerson: (identity: string) => string,
): Granting | Malformed {
  if (cells.slice(columns.count).some((cell) => cell !== ''))
    return { malformed: ofLine.tooManyCells }
  const parsed = shape.safeParse({
    account: cellAt(cells, columns.account),
    person: cellAt(cells, columns.person),
    amount: cellAt(cells, columns.amount) ?? '',
    key: cellAt(cells, columns.key),
  })
  if (!parsed.success) return { malformed: sentenceOf(parsed.error) }
  const { account, person, amount, key } = parsed.data
  if ((account === undefined) === (person === undefined))
    return { malformed: ofLine.notOneRecipient }
  const recipient = account === undefined ? { personHash: hashPerson(person ?? '') } : { account }
  return { recipient, amount, key }
}

/** Undefined where nothing stands there. */
const cellAt = (cells: readonly string[], index: number | undefined): string | undefined =>
  (index !== undefined && cells[index]?.trim()) || undefined

/** The messages of the shape above are all of them cells' faults. */
const sentenceOf = ({ issues: [issue] }: z.ZodError): Sentence =>
  inCell(String(issue?.path[0]), issue?.message as CellFault)
