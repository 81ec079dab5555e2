import { daysAfter, type KstDate } from './calendar.ts'
import type { Contract } from './contract.ts'
import type { LotId } from './ids.ts'
import { type JournalKind, journal, onContract, onLot } from './ledger.ts'
import { negated, noPoints, type Points } from './points.ts'
import { validityFrom } from './validity.ts'
import { type Draft, type Landing, type Lot, land, open, post } from './wallet.ts'

export type Purpose = 'EVENT_PRIZE' | 'EMPLOYEE_WELFARE' | 'PURCHASE_GIFT' | 'PROMOTION' | 'OTHER'

export const purposes: readonly Purpose[] = [
  'EVENT_PRIZE',
  'EMPLOYEE_WELFARE',
  'PURCHASE_GIFT',
  'PROMOTION',
  'OTHER',
]

/** R10: how far ahead an accrual can be scheduled. */
export const daysAheadMost = 400

/** R10: whether an accrual can be scheduled for then: after now, up to 400 days ahead. */
export const isSchedulable = (scheduledFor: Date, at: Date): boolean =>
  scheduledFor > at && scheduledFor <= daysAfter(at, daysAheadMost)

/** What an accrual does to a wallet: how it landed, the lot it opened, how long it lives. */
export interface Grant {
  readonly draft: Draft
  readonly landing: Landing
  readonly through: KstDate
}

interface Granting {
  readonly id: LotId
  readonly amount: Points
  readonly at: Date
  readonly on: KstDate
  readonly source: Source
}

/** Where the points of an accrual come from, and how the ledger calls it. */
interface Source {
  readonly kind: Extract<JournalKind, 'ACCRUAL' | 'COUPON_REGISTRATION'>
  /** CONTRACT_RESERVED where they were set aside before. */
  readonly from: 'CONTRACT_BUDGET' | 'CONTRACT_RESERVED'
}

/** At once; or as it was scheduled (R10); or by a coupon (R16). */
export const sources = {
  budget: { kind: 'ACCRUAL', from: 'CONTRACT_BUDGET' },
  scheduled: { kind: 'ACCRUAL', from: 'CONTRACT_RESERVED' },
  coupon: { kind: 'COUPON_REGISTRATION', from: 'CONTRACT_RESERVED' },
} as const satisfies Record<string, Source>

/**
 * R3, R5: opens the one lot of an accrual. What fits under the cap is
 * available, the rest is pending, and both leave the contract's budget, or what is reserved in it.
 */
export function grant(
  draft: Draft,
  contract: Pick<Contract, 'id' | 'validityMonths'>,
  asked: Granting,
): Grant {
  const { id, amount, at, on, source } = asked
  const { through, expiresAt } = validityFrom(on, contract.validityMonths)
  const landing = land(draft.wallet, amount)
  const lot: Lot = {
    id,
    contract: contract.id,
    amount,
    remaining: noPoints,
    held: noPoints,
    pending: noPoints,
    expired: noPoints,
    accruedAt: at,
    expiresAt,
  }
  const entries = [
    onContract(source.from, contract.id, negated(amount)),
    onLot('WALLET_AVAILABLE', lot, landing.available),
    onLot('WALLET_PENDING', lot, landing.pending),
  ]
  return { draft: post(open(draft, lot), journal(source.kind, entries)), landing, through }
}
