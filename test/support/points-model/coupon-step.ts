import fc from 'fast-check'
import type { Size } from './step.ts'

/** Whose code: how it stands with the account that registers it. */
export type CodeOf = 'open' | 'own' | 'another' | 'waiting' | 'ended' | 'nobody' | 'mistyped'

const orderSteps = ['approve', 'issue', 'deliver', 'cancel', 'stop'] as const

/** What is to be done with coupons, as a step says it. */
export type CouponStep =
  | {
      readonly kind: 'order'
      readonly contract: number
      readonly quantity: number
      /** Of one coupon; 'all' is what the budget has for each. */
      readonly size: Size
      /** Until the deadline. */
      readonly days: number
      readonly agency: 'none' | 'issues' | 'delivers'
      readonly byPartner: boolean
      /** How many steps it takes at once, the making of its codes included. */
      readonly steps: number
    }
  | {
      readonly kind: 'order step'
      readonly which: number
      readonly take: 'next' | (typeof orderSteps)[number]
    }
  | { readonly kind: 'make codes' }
  | {
      readonly kind: 'register'
      readonly account: number
      readonly code: CodeOf
      readonly which: number
      readonly typed: 'printed' | 'plain' | 'in lower case'
      readonly byUser: boolean
    }
  /** Codes that fail, one after the other. */
  | { readonly kind: 'guess'; readonly account: number; readonly times: number }

type Weighted<T> = readonly [weight: number, value: T]

const weighing = <T extends string | number>(...values: readonly Weighted<T>[]) =>
  fc.oneof(...values.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))

const mostly = weighing([7, 0], [3, 1], [1, 2], [1, 3])
const flag = fc.boolean()

/** Small ones, as their coupons are many; and what the rules refuse. */
const quantity = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1_000_001) },
)
const size: fc.Arbitrary<Size> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 100_000 }) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 2_000_000 }) },
  {
    weight: 6,
    arbitrary: weighing<Size & string>(
      [6, 'half'],
      [6, 'the most'],
      [3, 'all'],
      [2, 'one more'],
      [1, 'over the most'],
      [1, 'none'],
    ),
  },
)
const order = fc.record({
  kind: fc.constant('order' as const),
  contract: weighing([5, 0], [5, 1], [2, 2], [1, 3]),
  quantity,
  size,
  days: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 12, arbitrary: fc.integer({ min: 41, max: 400 }) },
    { weight: 1, arbitrary: fc.constant(-1) },
  ),
  agency: fc.constantFrom('none' as const, 'issues' as const, 'delivers' as const),
  byPartner: flag,
  steps: weighing([3, 0], [2, 1], [2, 2], [2, 3], [9, 4]),
})
const orderStep = fc.record({
  kind: fc.constant('order step' as const),
  which: mostly,
  take: fc.oneof(
    { weight: 8, arbitrary: fc.constant('next' as const) },
    { weight: 1, arbitrary: fc.constantFrom(...orderSteps) },
    { weight: 1, arbitrary: fc.constant('stop' as const) },
  ),
})
const register = fc.record({
  kind: fc.constant('register' as const),
  account: mostly,
  code: weighing<CodeOf>(
    [12, 'open'],
    [1, 'own'],
    [1, 'another'],
    [1, 'waiting'],
    [1, 'ended'],
    [1, 'nobody'],
    [1, 'mistyped'],
  ),
  which: mostly,
  typed: fc.constantFrom('printed' as const, 'plain' as const, 'in lower case' as const),
  byUser: flag,
})
const guess = fc.record({
  kind: fc.constant('guess' as const),
  account: mostly,
  times: weighing([2, 2], [3, 5], [3, 9], [2, 10], [2, 11]),
})

export const couponSteps: readonly Weighted<fc.Arbitrary<CouponStep>>[] = [
  [14, order],
  [14, orderStep],
  [4, fc.record({ kind: fc.constant('make codes' as const) })],
  [30, register],
  [3, guess],
]
