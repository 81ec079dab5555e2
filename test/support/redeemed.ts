import type { MerchantId, RedemptionId, WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { isRefusal, type Refusal } from '../../src/domain/refusal.ts'
import type { Draft, Draw, Lot } from '../../src/domain/wallet.ts'
import { booksOf } from '../../src/posting/books.ts'
import type { Books } from '../../src/posting/handler.ts'
import type { RedemptionRow } from '../../src/posting/rows.ts'
import { stateOf, type World } from './books.ts'
import { nth } from './given.ts'
import { draw, lotNo } from './holds.ts'

export const redemption = nth<RedemptionId>(1)
/** When the hold is over. */
export const endsAt = new Date('2024-02-08T00:00:00Z')

export const later = new Date('2024-03-31T15:00:00Z')
/** The wallet's lots while the hold is open. */
export const lots: readonly Lot[] = [
  lotNo(1, { remaining: points(50n), held: points(400n), expiresAt: later }),
  lotNo(2, { held: points(200n), expiresAt: later }),
]
/** What the hold drew on. */
export const draws = [draw(lotNo(1), 400n), draw(lotNo(2), 200n)]

/** 600 points held for an order of 1,000 won, until `endsAt`. */
export const redemptionRow = (told: Partial<RedemptionRow> = {}): RedemptionRow => ({
  id: redemption,
  walletId: nth<WalletId>(1),
  merchantId: nth<MerchantId>(1),
  orderId: 'order-1',
  status: 'AUTHORIZED',
  orderAmount: 1_000n,
  discountAmount: 0n,
  points: 600n,
  capturedPoints: 0n,
  refundedPoints: 0n,
  foreignAmount: null,
  foreignCurrency: null,
  foreignRate: null,
  holdExpiresAt: endsAt,
  createdAt: new Date('2024-02-01T00:00:00Z'),
  ...told,
})

/** The books of a world in which there is that redemption, of the merchant's. */
export function booksWith(
  found: World,
  row: RedemptionRow,
  draws: readonly Draw[],
  at: Date,
): Books {
  const state = stateOf(found, at)
  const held = { row, loaded: row, merchantCode: found.merchant.code, draws }
  state.redemptions.set(redemption, held)
  return booksOf(state, at)
}

/** The acceptance, or a failed test. */
export function accepted<Acceptance extends object>(decision: Acceptance | Refusal): Acceptance {
  if (isRefusal(decision)) throw new Error(decision.code)
  return decision
}

/** What was posted. */
export const kindsOf = (draft: Draft | undefined) =>
  draft?.posted.map(({ journal }) => journal.kind)
