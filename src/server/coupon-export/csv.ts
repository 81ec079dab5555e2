import { stringify } from 'csv-stringify/sync'
import { kstDateOf } from '../../domain/calendar.ts'
import { type CouponCode, printedCode } from '../../domain/coupon-code.ts'

/** What all coupons of an order have in common. */
export interface CouponTerms {
  /** Of one coupon, in points. */
  readonly value: bigint
  readonly registerBy: Date
}

/** The head of the file. Spreadsheets take it for UTF-8 only by the byte order mark. */
export const csvHead = Buffer.from('\uFEFFcode,value,registerBy\r\n')

/** The lines of so many codes, as RFC 4180 has them; the head of the file stands before the first. */
export function csvOf(codes: readonly CouponCode[], { value, registerBy }: CouponTerms): Buffer {
  const day = kstDateOf(registerBy)
  const rows = codes.map((code) => [printedCode(code), String(value), day])
  return Buffer.from(stringify(rows, { record_delimiter: 'windows' }))
}

const anyCode = '0'.repeat(17) as CouponCode

/** How many bytes the whole file has: every line is as long as any other. */
export const csvLength = (terms: CouponTerms & { readonly quantity: number }): number =>
  csvHead.length + terms.quantity * csvOf([anyCode], terms).length
