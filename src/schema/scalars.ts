import { Kind, type ValueNode } from 'graphql'
import { type KstDate, type KstMonth, parseKstDate, parseKstMonth } from '../domain/calendar.ts'
import { points, won } from '../domain/points.ts'
import { malformed } from './bad-input.ts'
import { builder } from './builder.ts'

const safe = BigInt(Number.MAX_SAFE_INTEGER)

/** A JSON number that is whole and within +-(2^53 - 1), so that no client has rounded it. */
function parseWhole(value: unknown, literal?: ValueNode): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  throw malformed(
    'A whole number within 9,007,199,254,740,991 is wanted, as a JSON number.',
    literal,
  )
}

function wholeLiteral(node: ValueNode): bigint {
  const value = node.kind === Kind.INT ? BigInt(node.value) : undefined
  return value !== undefined && value <= safe && value >= -safe
    ? value
    : parseWhole(undefined, node)
}

/** @throws a defect, where a sum has outgrown what JSON can say exactly. */
function serializeWhole(value: unknown): number {
  const whole = Number(value)
  if (!Number.isSafeInteger(whole)) throw new Error('A sum is beyond 2^53 - 1')
  return whole
}

/** Text that one function reads. */
const parsedText =
  <Value>(parse: (text: string) => Value | undefined, sentence: string) =>
  (value: unknown, literal?: ValueNode): Value => {
    const parsed = typeof value === 'string' ? parse(value) : undefined
    if (parsed === undefined) throw malformed(sentence, literal)
    return parsed
  }

const literalOf =
  <Value>(parse: (value: unknown, literal: ValueNode) => Value) =>
  (node: ValueNode): Value =>
    parse(node.kind === Kind.STRING ? node.value : undefined, node)

builder.scalarType('Points', {
  description: 'Whole points, a JSON number within ±(2^53 - 1). 1 point spends as 1 won (R1).',
  serialize: serializeWhole,
  parseValue: (value) => points(parseWhole(value)),
  parseLiteral: (node) => points(wholeLiteral(node)),
})

builder.scalarType('Won', {
  description: 'Whole won, a JSON number within ±(2^53 - 1).',
  serialize: serializeWhole,
  parseValue: (value) => won(parseWhole(value)),
  parseLiteral: (node) => won(wholeLiteral(node)),
})

builder.scalarType('Count', {
  description: 'A whole number up to 2^53 - 1, for counts that outgrow Int.',
  serialize: serializeWhole,
  parseValue: (value) => parseWhole(value),
  parseLiteral: wholeLiteral,
})

const oldest = '1900-01-01'
const rfc3339 =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i

function readInstant(text: string): Date | undefined {
  const date = rfc3339.exec(text)?.[1]
  return date && readDate(date) ? new Date(text.toUpperCase()) : undefined
}

function readDate(text: string): KstDate | undefined {
  const date = parseKstDate(text)
  return date && date >= oldest ? date : undefined
}

const parseInstant = parsedText(
  readInstant,
  'An instant that exists is wanted, in RFC 3339 with its offset, such as 2023-07-13T09:00:00+09:00.',
)

builder.scalarType('DateTime', {
  description: 'An instant, in RFC 3339; in answers always UTC, with milliseconds.',
  serialize: (value) => new Date(value as Date).toISOString(),
  parseValue: (value) => parseInstant(value),
  parseLiteral: literalOf(parseInstant),
})

const parseDate = parsedText(readDate, 'A date that exists is wanted, as YYYY-MM-DD.')

builder.scalarType('Date', {
  description: 'A calendar date in KST, YYYY-MM-DD.',
  serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)).slice(0, 10),
  parseValue: (value) => parseDate(value),
  parseLiteral: literalOf(parseDate),
})

const parseMonth = parsedText<KstMonth>(parseKstMonth, 'A month is wanted, as YYYY-MM.')

builder.scalarType('YearMonth', {
  description: 'A calendar month in KST, YYYY-MM.',
  serialize: String,
  parseValue: (value) => parseMonth(value),
  parseLiteral: literalOf(parseMonth),
})

const parseDecimal = parsedText(
  (text) => (/^-?\d{1,30}(\.\d{1,30})?$/.test(text) ? text : undefined),
  'An exact decimal is wanted, as a string such as "171.3333".',
)

builder.scalarType('Decimal', {
  description: 'An exact decimal, as a string so that nobody rounds it.',
  serialize: (value) => (typeof value === 'string' ? value : plainDecimal(value)),
  parseValue: (value) => parseDecimal(value),
  parseLiteral: literalOf(parseDecimal),
})

/** Without an exponent, however small it is. */
const plainDecimal = (value: { readonly toFixed: () => string }): string => value.toFixed()

builder.scalarType('JSON', { description: 'Any JSON value.', serialize: (value) => value })
