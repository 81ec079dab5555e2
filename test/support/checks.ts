import { checksOfCoupons } from './checks-of-coupons.ts'
import { checksOfParties } from './checks-of-parties.ts'
import { checksOfPoints } from './checks-of-points.ts'
import { checksOfSteps } from './checks-of-steps.ts'
import type { Check } from './rows.ts'

/** Every check of the database, by its name. */
export const checks: Readonly<Record<string, Check>> = {
  ...checksOfParties,
  ...checksOfPoints,
  ...checksOfSteps,
  ...checksOfCoupons,
}
