import type { ContractId, LotId, MerchantId, RedemptionId } from './ids.ts'
import { noPoints, type Points, plus, total } from './points.ts'

export type LedgerAccount =
  | 'FUNDING'
  | 'CONTRACT_BUDGET'
  | 'CONTRACT_RESERVED'
  | 'WALLET_AVAILABLE'
  | 'WALLET_HELD'
  | 'WALLET_PENDING'
  | 'MERCHANT_PAYABLE'
  | 'BREAKAGE'

export type JournalKind =
  | 'DEPOSIT'
  | 'ACCRUAL'
  | 'RESERVATION'
  | 'RELEASE'
  | 'COUPON_REGISTRATION'
  | 'COUPON_EXPIRY'
  | 'PENDING_FILL'
  | 'REDEMPTION'
  | 'HOLD'
  | 'CAPTURE'
  | 'VOID'
  | 'LAPSE'
  | 'REFUND'
  | 'EXPIRY'
  | 'FORFEIT'

/** One line of a journal: a signed amount. Names its contract always, on a wallet its lot. */
export interface Entry {
  readonly account: LedgerAccount
  readonly amount: Points
  readonly contract: ContractId
  readonly lot: LotId | null
  readonly merchant: MerchantId | null
}

/** A movement of points as a rule decides it; the engine adds its id, instant and period. */
export interface Journal {
  readonly kind: JournalKind
  readonly entries: readonly Entry[]
  readonly redemption: RedemptionId | null
  readonly merchant: MerchantId | null
}

/** R34: entries sum to zero for each contract, and so as a whole. */
export function isBalanced(entries: readonly Entry[]): boolean {
  const sums = new Map<ContractId, Points>()
  for (const { contract, amount } of entries)
    sums.set(contract, plus(sums.get(contract) ?? noPoints, amount))
  return entries.length > 0 && [...sums.values()].every((sum) => sum === noPoints)
}

export const onContract = (
  account: 'FUNDING' | 'CONTRACT_BUDGET' | 'CONTRACT_RESERVED' | 'BREAKAGE',
  contract: ContractId,
  amount: Points,
): Entry => ({ account, contract, amount, lot: null, merchant: null })

export const onLot = (
  account: 'WALLET_AVAILABLE' | 'WALLET_HELD' | 'WALLET_PENDING',
  lot: { readonly id: LotId; readonly contract: ContractId },
  amount: Points,
): Entry => ({ account, contract: lot.contract, amount, lot: lot.id, merchant: null })

export const onMerchant = (merchant: MerchantId, contract: ContractId, amount: Points): Entry => ({
  account: 'MERCHANT_PAYABLE',
  contract,
  amount,
  lot: null,
  merchant,
})

/** A journal without entries of zero, which say nothing and which the ledger does not keep. */
export const journal = (
  kind: JournalKind,
  entries: readonly Entry[],
  about: Partial<Pick<Journal, 'redemption' | 'merchant'>> = {},
): Journal => ({
  kind,
  entries: entries.filter(({ amount }) => amount !== noPoints),
  redemption: about.redemption ?? null,
  merchant: about.merchant ?? null,
})

/** Amounts summed for each contract, in the order in which contracts first appear. */
export function byContract(
  amounts: Iterable<{ readonly contract: ContractId; readonly points: Points }>,
): ReadonlyMap<ContractId, Points> {
  const sums = new Map<ContractId, Points>()
  for (const { contract, points } of amounts)
    sums.set(contract, plus(sums.get(contract) ?? noPoints, points))
  return sums
}

/** Where every point that was ever deposited is now, of one contract or of all (R34). */
export interface Whereabouts {
  readonly deposited: Points
  readonly budget: Points
  readonly reserved: Points
  readonly available: Points
  readonly held: Points
  readonly pending: Points
  readonly payable: Points
  readonly paidOut: Points
  readonly breakage: Points
}

/** R34, conservation: what was deposited is all that is anywhere. */
export const isConserved = ({ deposited, ...places }: Whereabouts): boolean =>
  deposited === total(Object.values(places))
