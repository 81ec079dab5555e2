import fc from 'fast-check'
import { type CouponStep, couponSteps } from './coupon-step.ts'

/** So many points: as many as there are, one of the edges around that or of the rules, or any. */
export type Size =
  | 'all'
  | 'half'
  | 'one'
  | 'all but one'
  | 'one more'
  | 'the most'
  | 'over the most'
  | 'none'
  | number

/** What is to be done, before it is known to whom: numbers choose among what there is by then. */
export type Step =
  | CouponStep
  | {
      readonly kind: 'accrue'
      readonly contract: number
      readonly account: number
      readonly byPerson: boolean
      /** Of what the contract has left, or of the wallet's room. */
      readonly of: 'room' | 'budget'
      readonly size: Size
      /** In hours from now; null: at once. */
      readonly ahead: number | null
    }
  | { readonly kind: 'cancel'; readonly which: number }
  | {
      readonly kind: 'redeem' | 'authorize'
      readonly account: number
      readonly merchant: number
      readonly size: Size
      readonly discount: number
      /** What the order costs beyond points and discount. */
      readonly rest: number
      /** One that was asked for before; null: a new one. */
      readonly order: number | null
      readonly holdDays: number
    }
  | { readonly kind: 'capture' | 'refund'; readonly which: number; readonly size: Size }
  | { readonly kind: 'void'; readonly which: number }
  | { readonly kind: 'freeze' | 'thaw' | 'close'; readonly account: number }
  | { readonly kind: 'deposit'; readonly contract: number; readonly size: number }
  | { readonly kind: 'contract'; readonly contract: number; readonly to: 'LIVE' | 'ENDED' }
  | { readonly kind: 'partner'; readonly suspended: boolean }
  | { readonly kind: 'merchant'; readonly merchant: number; readonly accepts: boolean }
  | { readonly kind: 'repeat'; readonly which: number; readonly as: 'same' | 'other' | 'deposit' }
  | { readonly kind: 'wait'; readonly to: 'due' | 'just before due' | number }
  | { readonly kind: 'due work' }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

const oneOf = <T extends string | number | boolean | null>(...values: T[]) =>
  fc.constantFrom(...values)
/** Mostly the first: what happens to one thing again and again tells more. */
const mostly = fc.oneof(
  { weight: 7, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.integer({ min: 2, max: 4 }) },
)
/** The contract of short-lived points most of all. */
const contract = oneOf(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 4)
const one = <T extends string | null>(value: T) => fc.constant(value)
const flag = fc.boolean()
const status = oneOf('LIVE' as const, 'LIVE' as const, 'ENDED' as const)

const amount = fc.oneof(
  fc.integer({ min: 1, max: 100 }),
  fc.integer({ min: 1, max: 100_000 }),
  fc.integer({ min: 1, max: 2_000_000 }),
)
const edge: fc.Arbitrary<Size> = oneOf(
  'all',
  'half',
  'one',
  'one more',
  'the most',
  'over the most',
  'none',
)
const partOf: fc.Arbitrary<Size> = fc.oneof(
  { weight: 7, arbitrary: oneOf<Size>('all', 'half', 'half', 'one', 'all but one') },
  { weight: 1, arbitrary: edge },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 1_000 }) },
)

const granting = (ahead: fc.Arbitrary<number | null>) =>
  fc.record({
    kind: fc.constant('accrue' as const),
    contract,
    account: mostly,
    byPerson: flag,
    of: oneOf('room', 'budget'),
    size: fc.oneof(
      { weight: 5, arbitrary: amount },
      { weight: 4, arbitrary: oneOf<Size>('the most', 'half', 'all', 'all but one', 'one more') },
      { weight: 1, arbitrary: edge },
    ),
    ahead,
  })
const hoursAhead = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 40 * 24 }) },
  { weight: 1, arbitrary: oneOf(-1, 0, 400 * 24, 400 * 24 + 1) },
)
const spending = (kind: 'redeem' | 'authorize') =>
  fc.record({
    kind: fc.constant(kind),
    account: mostly,
    merchant: mostly,
    size: partOf,
    discount: oneOf(0, 0, 700),
    rest: oneOf(0, 0, 0, 5_000, 5_000, 1, 1, -1),
    order: fc.oneof({ weight: 7, arbitrary: one(null) }, { weight: 1, arbitrary: mostly }),
    holdDays: fc.oneof(
      { weight: 12, arbitrary: fc.integer({ min: 1, max: 30 }) },
      { weight: 1, arbitrary: oneOf(0, 31) },
    ),
  })
const further = <K extends 'capture' | 'refund'>(kind: K) =>
  fc.record({ kind: fc.constant(kind), which: mostly, size: partOf })
const standing = (kind: 'freeze' | 'thaw') =>
  fc.record({ kind: fc.constant(kind), account: mostly })
const wait = fc.record({
  kind: fc.constant('wait' as const),
  to: fc.oneof(
    { weight: 8, arbitrary: oneOf('due' as const, 'due' as const, 'just before due' as const) },
    { weight: 2, arbitrary: oneOf(9, 20, 31).map((minutes) => minutes * minuteMs) },
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 72 }).map((hours) => hours * hourMs) },
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 35 }).map((days) => days * dayMs) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 4 }).map((months) => months * 31 * dayMs) },
    { weight: 1, arbitrary: oneOf(365 * dayMs, 2 * 366 * dayMs, 5 * 366 * dayMs) },
  ),
})

const weighted: readonly (readonly [weight: number, step: fc.Arbitrary<Step>])[] = [
  [24, granting(fc.constant(null))],
  [8, granting(hoursAhead)],
  [2, fc.record({ kind: one('cancel'), which: mostly })],
  [9, spending('redeem')],
  [18, spending('authorize')],
  [14, further('capture')],
  [5, fc.record({ kind: one('void'), which: mostly })],
  [14, further('refund')],
  [3, standing('freeze')],
  [5, standing('thaw')],
  [1, fc.record({ kind: one('close'), account: fc.integer({ min: 0, max: 3 }) })],
  [2, fc.record({ kind: one('deposit'), contract: oneOf(0, 1, 2, 3, 4, 5, 6), size: amount })],
  [
    3,
    fc.record({ kind: one('contract'), contract: oneOf(0, 1, 2, 3, 3, 3, 4, 5, 6, 6), to: status }),
  ],
  [6, fc.record({ kind: one('partner'), suspended: fc.nat({ max: 15 }).map((n) => n === 0) })],
  [
    3,
    fc.record({ kind: one('merchant'), merchant: mostly, accepts: oneOf(true, true, true, false) }),
  ],
  [
    10,
    fc.record({
      kind: one('repeat'),
      which: fc.nat({ max: 15 }),
      as: oneOf('same', 'same', 'other', 'deposit'),
    }),
  ],
  ...couponSteps,
  [16, wait],
  [4, fc.record({ kind: one('due work') })],
]

/** Any step, as likely as it says above: fast-check by itself prefers first and last values. */
export const anyStep: fc.Arbitrary<Step> = fc.noBias(
  fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary }))),
)
