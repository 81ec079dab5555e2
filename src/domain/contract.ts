import type { KstDate } from './calendar.ts'
import type { ContractId } from './ids.ts'
import { type Journal, journal, onContract } from './ledger.ts'
import { minus, negated, type Points, plus } from './points.ts'
import { type Refusal, refuse } from './refusal.ts'

export type Channel = 'API' | 'COUPON' | 'PROMOTION'
export type ContractStatus = 'DRAFT' | 'TESTING' | 'LIVE' | 'ENDED'
type Billing = 'PREPAID' | 'POSTPAID'
type CouponBilling = 'ON_DELIVERY' | 'ON_REGISTRATION'
export type PartnerStatus = 'ACTIVE' | 'SUSPENDED'

/** What of a contract the rules look at. */
export interface Contract {
  readonly id: ContractId
  readonly partnerCode: string
  readonly partnerStatus: PartnerStatus
  readonly channel: Channel
  readonly status: ContractStatus
  readonly validityMonths: number
  readonly billing: Billing
  readonly creditLimit: Points
  /** When a coupon is billed: with its order's delivery, or when it is registered. */
  readonly couponBilling: CouponBilling
  readonly startsOn: KstDate
  /** Included; null: open-ended. */
  readonly endsOn: KstDate | null
  /** Balance of CONTRACT_BUDGET; below zero by what is used of a credit. */
  readonly budget: Points
  readonly reserved: Points
  readonly deposited: Points
}

const nextStatuses: Readonly<Record<ContractStatus, readonly ContractStatus[]>> = {
  DRAFT: ['TESTING', 'LIVE', 'ENDED'],
  TESTING: ['LIVE', 'ENDED'],
  LIVE: ['ENDED'],
  ENDED: [],
}

/** R13: DRAFT, TESTING, LIVE, ENDED in this order, TESTING may be left out; no way back. */
export const canBecome = (from: ContractStatus, to: ContractStatus): boolean =>
  nextStatuses[from].includes(to)

/** R13: from which statuses a contract can take that step. */
export const statusesBefore = (to: ContractStatus): readonly ContractStatus[] =>
  (Object.keys(nextStatuses) as ContractStatus[]).filter((from) => canBecome(from, to))

/** R13: what is asked under a contract in TESTING is checked in full, and grants nothing, for ever. */
export const isTest = ({ status }: Pick<Contract, 'status'>): boolean => status === 'TESTING'

/**
 * R13, R35: where a key is looked up, the first match wins; `true` is the space
 * of tests, which live keys don't clash with. What was tried in TESTING is a
 * fresh request once the contract is live.
 */
export function keySpacesOf(status: ContractStatus | undefined): readonly boolean[] {
  if (status === 'TESTING') return [true]
  return status === 'ENDED' ? [false, true] : [false]
}

/**
 * R13: whether a contract may grant by a channel on a date, without a look at
 * its budget: its own channel, a partner that is not suspended, in TESTING or
 * LIVE, from its first day through its last.
 *
 * @param field the input's, that leads to the contract.
 */
export function refusalToGrant(
  contract: Contract,
  channel: Channel,
  on: KstDate,
  field = 'contract',
): Refusal | undefined {
  const { status, startsOn, endsOn } = contract
  if (contract.channel !== channel) return refuse('CONTRACT_CHANNEL_MISMATCH', field)
  if (contract.partnerStatus === 'SUSPENDED') return refuse('PARTNER_SUSPENDED', field)
  const isOpen = (status === 'LIVE' || status === 'TESTING') && startsOn <= on
  if (!isOpen || (endsOn && endsOn < on)) return refuse('CONTRACT_NOT_LIVE', field)
  return undefined
}

/** A contract's budget as its partner sees it (R12). */
export interface Budget {
  /** Deposits and credit limit. */
  readonly total: Points
  readonly granted: Points
  readonly reserved: Points
  readonly remaining: Points
}

/** R12: remaining = budget + credit limit; granted = total - reserved - remaining. */
export function budgetOf(
  contract: Pick<Contract, 'budget' | 'reserved' | 'deposited' | 'creditLimit'>,
): Budget {
  const { budget, reserved, deposited, creditLimit } = contract
  const total = plus(deposited, creditLimit)
  const remaining = plus(budget, creditLimit)
  return { total, granted: minus(minus(total, reserved), remaining), reserved, remaining }
}

/** R12: whether the remaining budget covers that many points. */
export const covers = (contract: Contract, amount: Points): boolean =>
  budgetOf(contract).remaining >= amount

/** R12, R13: deposits are for prepaid contracts in TESTING or LIVE. */
export const takesDeposits = ({ billing, status }: Contract): boolean =>
  billing === 'PREPAID' && (status === 'TESTING' || status === 'LIVE')

export const depositJournal = (contract: ContractId, amount: Points): Journal =>
  journal('DEPOSIT', [
    onContract('FUNDING', contract, negated(amount)),
    onContract('CONTRACT_BUDGET', contract, amount),
  ])

/** R10, R14: points are set aside in the budget for what will be granted later. */
export const reservationJournal = (contract: ContractId, amount: Points): Journal =>
  journal('RESERVATION', [
    onContract('CONTRACT_BUDGET', contract, negated(amount)),
    onContract('CONTRACT_RESERVED', contract, amount),
  ])

/** R10, R18: what was set aside and will not be granted goes back into the budget. */
export const budgetReleaseJournal = (contract: ContractId, amount: Points): Journal =>
  journal('RELEASE', [
    onContract('CONTRACT_RESERVED', contract, negated(amount)),
    onContract('CONTRACT_BUDGET', contract, amount),
  ])

/** The contract after a journal: each balance moves by its entries, and by nothing else (R34). */
export function afterJournal<
  Held extends Pick<Contract, 'id' | 'budget' | 'reserved' | 'deposited'>,
>(contract: Held, { kind, entries }: Journal): Held {
  let { budget, reserved, deposited } = contract
  for (const { account, amount, contract: owner } of entries) {
    if (owner !== contract.id) continue
    if (account === 'CONTRACT_BUDGET') budget = plus(budget, amount)
    if (account === 'CONTRACT_RESERVED') reserved = plus(reserved, amount)
    if (account === 'FUNDING' && kind === 'DEPOSIT') deposited = minus(deposited, amount)
  }
  return { ...contract, budget, reserved, deposited }
}
