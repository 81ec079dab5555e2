import { stringify } from 'csv-stringify/sync'
import { type CouponCode, printedCode } from '../../domain/coupon-code.ts'

/** What all coupons of an order have in common. */
export interface CouponTerms {
  /** Of one coupon, in points. */
  readonly value: bigint
  readonly registerBy: Date
}

// Spreadsheets take a file for UTF-8 only by the byte order mark.
const head = Buffer.from('\uFEFFcode,value,registerBy\r\n')

/** The lines of so many codes, as RFC 4180 has them; the head of the file stands before the first. */
export function csvOf(codes: readonly CouponCode[], { value, registerBy }: CouponTerms): Buffer {
  const day = registerBy.toISOString().slice(0, 10)
  const rows = codes.map((code) => [printedCode(code), String(value), day])
  return Buffer.from(stringify(rows, { record_delimiter: 'windows' }))
}

export const csvHead = (): Buffer => head

const anyCode = '0'.repeat(17) as CouponCode

/** How many bytes the whole file has: every line is as long as any other. */
export const csvLength = (terms: CouponTerms & { readonly quantity: number }): number =>
  head.length + terms.quantity * csvOf([anyCode], terms).length
