import fc from 'fast-check'
import type { Points } from '../../src/domain/points.ts'
import { somePoints } from './arbitrary.ts'

type Amount = { readonly amount: Points }
type OnWallet = { readonly wallet: number }
type OnContract = { readonly contract: number }
type AtMerchant = { readonly merchant: number }
/** One of those that are open by then, counted round; nothing happens where none is. */
type Which = { readonly which: number }

/** What can happen to two wallets, three contracts and two merchants. */
export interface Steps {
  readonly deposit: OnContract & Amount
  readonly grant: OnContract & OnWallet & Amount
  readonly reserve: OnContract & Amount
  readonly pay: Which & OnWallet
  readonly register: Which & OnWallet
  readonly expireCoupon: Which
  readonly release: Which
  readonly spend: OnWallet & AtMerchant & Amount
  readonly hold: OnWallet & AtMerchant & Amount & { readonly days: number }
  readonly capture: Which & Amount
  readonly void: Which
  readonly refund: Which & Amount
  readonly wait: { readonly days: number }
  readonly carryOut: OnWallet
  readonly forfeit: OnWallet
}
export type StepKind = keyof Steps
export type Step = { readonly [K in StepKind]: { readonly kind: K } & Steps[K] }[StepKind]

const wallet = fc.integer({ min: 0, max: 1 })
const contract = fc.integer({ min: 0, max: 2 })
const merchant = fc.integer({ min: 0, max: 1 })
const which = fc.nat({ max: 9 })
const days = fc.integer({ min: 1, max: 40 })
const amount = somePoints(1n, 2_000_000n)
const price = somePoints(1n, 500_000n)

const kinds: { readonly [K in StepKind]: readonly [number, fc.Arbitrary<Steps[K]>] } = {
  deposit: [2, fc.record({ contract, amount })],
  grant: [6, fc.record({ contract, wallet, amount })],
  reserve: [2, fc.record({ contract, amount })],
  pay: [1, fc.record({ which, wallet })],
  register: [1, fc.record({ which, wallet })],
  expireCoupon: [1, fc.record({ which })],
  release: [1, fc.record({ which })],
  spend: [3, fc.record({ wallet, merchant, amount: price })],
  hold: [4, fc.record({ wallet, merchant, amount: price, days })],
  capture: [2, fc.record({ which, amount: price })],
  void: [1, fc.record({ which })],
  refund: [3, fc.record({ which, amount: price })],
  wait: [3, fc.record({ days })],
  carryOut: [1, fc.record({ wallet })],
  forfeit: [1, fc.record({ wallet })],
}

const step: fc.Arbitrary<Step> = fc.oneof(
  ...Object.entries(kinds).map(([kind, [weight, told]]) => ({
    weight,
    arbitrary: (told as fc.Arbitrary<object>).map((one) => ({ kind, ...one }) as Step),
  })),
)

/** Deposits for each contract first, so that most grants are covered, then anything. */
export const someSteps: fc.Arbitrary<readonly Step[]> = fc
  // Left to itself, it would hardly make more than ten, in which no hold lapses.
  .array(step, { maxLength: 50, size: 'max' })
  .map((steps) => [
    ...[0, 1, 2].map((n) => ({
      kind: 'deposit' as const,
      contract: n,
      amount: 3_000_000n as Points,
    })),
    ...steps,
  ])
