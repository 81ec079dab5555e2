import { randomUUID } from 'node:crypto'
import type { RedemptionId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import type {
  AuthorizeRedemption,
  CaptureRedemption,
  RefundRedemption,
  VoidRedemption,
} from '../../src/posting/asks.ts'
import { operator, redemption } from './world.ts'

// Commands of an order that is paid for in two steps, each with a key of its own unless told.

const keyed = () => ({ caller: operator, idempotencyKey: randomUUID() })

export const authorizing = (
  account: string,
  amount: bigint,
  told: Partial<AuthorizeRedemption> = {},
): AuthorizeRedemption => ({
  ...redemption(account, amount),
  kind: 'authorizeRedemption',
  holdDays: 7,
  ...told,
})

export const capturing = (id: RedemptionId): CaptureRedemption => ({
  ...keyed(),
  kind: 'captureRedemption',
  redemption: id,
  points: null,
})

export const voiding = (id: RedemptionId): VoidRedemption => ({
  ...keyed(),
  kind: 'voidRedemption',
  redemption: id,
})

export const refunding = (id: RedemptionId, amount: bigint): RefundRedemption => ({
  ...keyed(),
  kind: 'refundRedemption',
  redemption: id,
  points: points(amount),
  reason: null,
})
