import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { currencyDecimals } from '../domain/foreign.ts'
import { isIdempotencyKey } from '../domain/idempotency.ts'
import { type Id, parseId } from '../domain/ids.ts'
import { points, won } from '../domain/points.ts'

// What inputs must look like beyond their GraphQL types. Each sentence goes on after the field's name.

/** R35. */
export const idempotencyKey = z
  .string()
  .refine(isIdempotencyKey, 'must be 1 to 64 visible ASCII characters, without spaces.')

/** For a person to read: a name, a title. Trimmed. */
export const text = z
  .string()
  .trim()
  .regex(
    /^[^\p{Cc}\p{Cs}]{1,200}$/u,
    'must be 1 to 200 characters, not only spaces, none of them control characters.',
  )

/** What a partner, agency, merchant or account is known by outside. */
export const code = z
  .string()
  .regex(/^[^\s\p{C}]{1,64}$/u, 'must be 1 to 64 visible characters, without spaces.')

/** The id of an object of that type, as a client knows it: base64 of the type and the row's own id. */
export const globalId = <I extends Id<string>>(type: string) =>
  z.string().transform((text, context): I => {
    const [name, local = ''] = Buffer.from(text, 'base64').toString('utf8').split(':')
    const id = name === type ? parseId<I>(local) : undefined
    if (id) return id
    context.addIssue(`must be the id of a ${type}.`)
    return z.NEVER
  })

/** The most that one agreement or one deposit may name. */
const mostAgreed = 1_000_000_000_000n

/** Points where none are granted: 0 and less mean nothing there. */
export const positivePoints = z.bigint().min(1n, 'must be at least 1 point.').transform(points)

export const agreedPoints = z
  .bigint()
  .min(1n, 'must be at least 1 point.')
  .max(mostAgreed, 'must be at most 1,000,000,000,000 points.')
  .transform(points)

export const positiveWon = z.bigint().min(1n, 'must be at least 1 won.').transform(won)
export const wonOrNone = z.bigint().min(0n, 'must be 0 won or more.').transform(won)

/** ISO 4217. */
export const currency = z
  .string()
  .refine(
    (text) => /^[A-Z]{3}$/.test(text) && currencyDecimals(text) !== undefined,
    'must be a currency of ISO 4217, for example KRW.',
  )

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** ISO 3166, two letters. */
export const country = z
  .string()
  .refine(
    (text) => /^[A-Z]{2}$/.test(text) && text !== 'ZZ' && countryNames.of(text) !== undefined,
    'must be a two-letter country code of ISO 3166, for example KR.',
  )

/** An exact decimal in one spelling, so that 1.50 and 1.5 are the same request. */
export const decimal = (digits: { readonly whole: number; readonly behind: number }) =>
  z
    .string()
    .refine(
      (text) => fits(new Decimal(text), digits),
      `must have at most ${digits.whole} digits before the point and ${digits.behind} behind it.`,
    )
    .transform((text) => new Decimal(text).toFixed())

const fits = (value: Decimal, { whole, behind }: { whole: number; behind: number }): boolean =>
  value.decimalPlaces() <= behind && value.abs().lt(new Decimal(10).pow(whole))

/** What may be left out; null then. */
export const optional = <S extends z.ZodType>(shape: S) =>
  shape.nullish().transform((value) => value ?? null)

export const partnerStatus = z.enum(['ACTIVE', 'SUSPENDED'])
