import { redemption } from '../support/world.ts'
import type { Benchmark } from './benchmark.ts'
import { atTill, compareSpending, merchant, posted } from './spending.ts'

/** Redemptions in one step. */
export const redeem: Benchmark = {
  name: 'redeem',
  unit: 'redemptions',
  run: (ground, course) =>
    compareSpending(ground, course, (account) =>
      posted<'redeemPoints'>(ground, redemption(account, 1n, { caller: atTill, merchant })),
    ),
}
