import { points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { Lot } from '../../src/domain/wallet.ts'
import { captureRedemption } from '../../src/posting/capture-redemption.ts'
import { refundRedemption } from '../../src/posting/refund-redemption.ts'
import type { RedemptionRow } from '../../src/posting/rows.ts'
import { voidRedemption } from '../../src/posting/void-redemption.ts'
import { moment, redeeming, world } from './books.ts'
import { holdingWallet, holdOn } from './holds.ts'
import { booksWith, draws, endsAt, lots, redemption, redemptionRow } from './redeemed.ts'

export const before = '2024-02-07T23:59:59.999Z'
const { caller } = redeeming()
const asked = { caller, idempotencyKey: 'step-1', redemption } as const
export const capture = { ...asked, kind: 'captureRedemption', points: points(500n) } as const
export const voids = { ...asked, kind: 'voidRedemption' } as const
export const refunds = {
  ...asked,
  kind: 'refundRedemption',
  points: points(150n),
  reason: '반품',
} as const

export interface Found {
  readonly row?: Partial<RedemptionRow>
  readonly status?: 'ACTIVE' | 'FROZEN' | 'CLOSED'
  readonly at?: string
  readonly lots?: readonly Lot[]
}

/** The books in which the hold is open, or has ended where the row says so. */
function found({ row, status, lots: told = lots }: Found) {
  const isHeld = (row?.status ?? 'AUTHORIZED') === 'AUTHORIZED'
  const hold = holdOn(draws, { endsAt: row?.holdExpiresAt ?? endsAt })
  const free = told.map((lot) => ({ ...lot, held: points(0n) }))
  const wallet = holdingWallet(isHeld ? told : free, isHeld ? [hold] : [])
  return world({ wallets: [{ ...wallet, status: status ?? 'ACTIVE' }] })
}

export const books = (told: Found) =>
  booksWith(found(told), redemptionRow(told.row), draws, moment(told.at ?? before).at)
const captured = { status: 'CAPTURED', capturedPoints: 500n } as const

/** A second step's decision, by the redemption's merchant unless told. */
export const steps = {
  capture: (told: Found, by = caller) =>
    captureRedemption.decide({ ...capture, caller: by }, books(told), moment(told.at ?? before)),
  void: (told: Found, by = caller) =>
    voidRedemption.decide({ ...voids, caller: by }, books(told), moment(told.at ?? before)),
  refund: (told: Found, by = caller) =>
    refundRedemption.decide(
      { ...refunds, caller: by },
      books({ ...told, row: { ...captured, ...told.row } }),
      moment(told.at ?? before),
    ),
}
export type Step = keyof typeof steps

export const codeOf = (step: Step, told: Found) => {
  const decision = steps[step](told)
  return isRefusal(decision) ? `${decision.code} at ${decision.path?.[1]}` : 'accepted'
}
