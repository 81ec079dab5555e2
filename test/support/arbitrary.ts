import fc from 'fast-check'
import type { ContractId, LotId } from '../../src/domain/ids.ts'
import { minus, type Points, plus, points, total, walletCap } from '../../src/domain/points.ts'
import type { Lot, Wallet } from '../../src/domain/wallet.ts'
import { lot, nth, wallet } from './given.ts'

/** Whole points from `least` to `most`. */
export const somePoints = (least: bigint, most: bigint): fc.Arbitrary<Points> =>
  fc.bigInt({ min: least, max: most }).map(points)

/** Instants of the years 2023 to 2040. */
export const instant = fc.date({
  min: new Date('2023-01-01T00:00:00Z'),
  max: new Date('2040-12-31T00:00:00Z'),
  noInvalidDate: true,
})

/** Few enough instants that lots often share one. */
const day = fc.integer({ min: 0, max: 6 }).map((n) => new Date(Date.UTC(2024, 0, 1 + n, 15)))

const lotsMax = 8
/** So small that the lots together stay under the cap, held points included. */
const lotMax = 125_000n

const parts = fc.record({
  contract: fc.integer({ min: 1, max: 3 }).map((n) => nth<ContractId>(n)),
  remaining: somePoints(0n, lotMax),
  held: somePoints(0n, lotMax),
  pending: somePoints(0n, 1_000_000n),
  expired: somePoints(0n, 1_000n),
  accruedAt: day,
  expiresAt: day,
})

/** Lots of one wallet, in any order, with shared expiries and instants among them. */
export const someLots: fc.Arbitrary<readonly Lot[]> = fc
  .array(parts, { maxLength: lotsMax })
  .chain((all) => {
    const lots = all.map((part, index) => lot({ id: nth<LotId>(index + 1), ...part }))
    return fc.shuffledSubarray(lots, { minLength: lots.length })
  })

/** Instants around those at which `someLots` expire. */
export const aroundExpiry = fc
  .integer({ min: -1, max: 7 * 24 * 3600 })
  .map((seconds) => new Date(Date.UTC(2024, 0, 1, 15) + seconds * 1000))

/** A wallet within the cap; points may wait although there is room, as just after some was made. */
export const someWallet: fc.Arbitrary<Wallet> = someLots.map((lots) => wallet(lots))

/** A wallet that is full, so that its points may wait. */
export const fullWallet: fc.Arbitrary<Wallet> = someLots
  .filter((lots) => lots.length > 0)
  .map((lots) => {
    const room = minus(walletCap, total(lots.flatMap(({ remaining, held }) => [remaining, held])))
    return wallet(
      lots.map((each, index) =>
        index > 0
          ? each
          : { ...each, remaining: plus(each.remaining, room), amount: plus(each.amount, room) },
      ),
    )
  })
