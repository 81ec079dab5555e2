import type { Context } from '../schema/context.ts'
import { openCouponSecrets } from './coupon-secrets.ts'
import { personHash } from './person-hash.ts'
import type { Secrets } from './secrets.ts'

/** The keyed hashes by which requests know people and codes. */
export function openHashes({ person, code }: Secrets): Pick<Context, 'hashPerson' | 'hashCode'> {
  const { hashOf } = openCouponSecrets(code)
  return { hashPerson: personHash(person), hashCode: (typed) => hashOf(typed).toString('hex') }
}
