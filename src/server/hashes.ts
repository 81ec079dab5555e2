import type { CouponSecrets } from '../jobs/coupon-secrets.ts'
import type { Context } from '../schema/context.ts'
import { personHash } from './person-hash.ts'

/** The keyed hashes by which requests know people and codes. */
export const openHashes = (
  person: string,
  { hashOf }: Pick<CouponSecrets, 'hashOf'>,
): Pick<Context, 'hashPerson' | 'hashCode'> => ({
  hashPerson: personHash(person),
  hashCode: (code) => hashOf(code).toString('hex'),
})
