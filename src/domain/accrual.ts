import type { KstDate } from './calendar.ts'
import type { Contract } from './contract.ts'
import type { LotId } from './ids.ts'
import { journal, onContract, onLot } from './ledger.ts'
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

/** What an accrual does to a wallet: how it landed, the lot it opened, how long it lives. */
export interface Grant {
  readonly draft: Draft
  readonly landing: Landing
  readonly through: KstDate
}

/**
 * R3, R5: opens the one lot of an accrual. What fits under the cap is
 * available, the rest is pending, and both leave the contract's budget.
 */
export function grant(
  draft: Draft,
  contract: Pick<Contract, 'id' | 'validityMonths'>,
  asked: { readonly id: LotId; readonly amount: Points; readonly at: Date; readonly on: KstDate },
): Grant {
  const { id, amount, at, on } = asked
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
    onContract('CONTRACT_BUDGET', contract.id, negated(amount)),
    onLot('WALLET_AVAILABLE', lot, landing.available),
    onLot('WALLET_PENDING', lot, landing.pending),
  ]
  return { draft: post(open(draft, lot), journal('ACCRUAL', entries)), landing, through }
}
