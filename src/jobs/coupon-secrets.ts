import type { CouponCode } from '../domain/coupon-code.ts'
import type { CouponOrderId } from '../domain/ids.ts'

/** One page of an order's codes. */
export interface Sheet {
  readonly order: CouponOrderId
  /** Counted from 1. */
  readonly number: number
}

/** What only those know who have CODE_SECRET (R15). */
export interface CouponSecrets {
  /** A code of 80 bits that nobody can guess. */
  readonly newCode: () => CouponCode
  /** The keyed hash by which a code is found: 32 bytes. */
  readonly hashOf: (code: CouponCode) => Buffer
  /** A key for the sheets of one order, itself sealed. */
  readonly newSealKey: (order: CouponOrderId) => Buffer
  readonly seal: (sealKey: Uint8Array, sheet: Sheet, codes: readonly CouponCode[]) => Buffer
  /** @throws where the key or the sheet is not what was sealed. */
  readonly unseal: (sealKey: Uint8Array, sheet: Sheet, sealed: Uint8Array) => readonly CouponCode[]
}
