import fc from 'fast-check'
import type { LotId, MerchantId, RedemptionId } from '../../src/domain/ids.ts'
import {
  minus,
  noPoints,
  type Points,
  plus,
  points,
  smaller,
  total,
} from '../../src/domain/points.ts'
import type { Draw, Hold, Lot, Wallet } from '../../src/domain/wallet.ts'
import { someLots, somePoints } from './arbitrary.ts'
import { lot, nth, wallet } from './given.ts'

/** The lot of that number, with nothing in it unless told. */
export const lotNo = (n: number, told: Partial<Lot> = {}): Lot =>
  lot({ id: nth<LotId>(n), ...told })

export const draw = (from: Pick<Lot, 'id' | 'contract'>, amount: bigint): Draw => ({
  lot: { id: from.id, contract: from.contract },
  points: points(amount),
})

/** Held for redemption 1 at merchant 1 until the end of January 2024, unless told. */
export const holdOn = (draws: readonly Draw[], told: Partial<Hold> = {}): Hold => ({
  redemption: nth<RedemptionId>(1),
  merchant: nth<MerchantId>(1),
  endsAt: new Date('2024-01-31T00:00:00Z'),
  draws,
  ...told,
})

/** The wallet of these lots and holds, due when the first of them is. */
export function holdingWallet(
  lots: readonly Lot[],
  holds: readonly Hold[],
  told: Partial<Wallet> = {},
): Wallet {
  const { nextDueAt, ...rest } = wallet(lots)
  const times = [nextDueAt, ...holds.map(({ endsAt }) => endsAt)].flatMap((at) => (at ? [at] : []))
  const first = times.toSorted((a, b) => a.getTime() - b.getTime())[0]
  return { ...rest, holds, nextDueAt: first ?? null, ...told }
}

const day = fc.integer({ min: 0, max: 6 }).map((n) => new Date(Date.UTC(2024, 0, 1 + n, 15)))

/** A wallet of `someLots` whose held points belong to two holds, lots in any order in each. */
export const someHolding: fc.Arbitrary<Wallet> = fc
  .record({ lots: someLots, share: somePoints(0n, 125_000n), ends: fc.tuple(day, day) })
  .map(({ lots, share, ends: [one, two] }) => {
    const first = lots.map((each) => draw(each, smaller(each.held, share)))
    const second = lots.map((each, n) => draw(each, minus(each.held, first[n]?.points ?? noPoints)))
    const holds = [
      holdOn(first.filter(isSome), { endsAt: one }),
      holdOn(second.filter(isSome), { endsAt: two, redemption: nth<RedemptionId>(2) }),
    ].filter((hold) => heldBy(hold) > noPoints)
    return holdingWallet(lots, holds)
  })

const isSome = (one: Draw): boolean => one.points > noPoints

export const heldBy = ({ draws = [] }: Hold): Points => total(draws.map((one) => one.points))

/** Draws summed for each lot, in the order in which lots first appear. */
export function byLot(draws: readonly Draw[]): ReadonlyMap<LotId, Points> {
  const sums = new Map<LotId, Points>()
  for (const { lot, points } of draws) sums.set(lot.id, plus(sums.get(lot.id) ?? noPoints, points))
  return sums
}
