import type { KstDate } from '../domain/calendar.ts'
import { type Caller, owns } from '../domain/caller.ts'
import { type Contract, refusalToGrant } from '../domain/contract.ts'
import type { ContractId } from '../domain/ids.ts'
import { isGrantable, type Points } from '../domain/points.ts'
import { type Account, type Recipient, refusalOfWallet, soleAccount } from '../domain/recipient.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import type { Wallet } from '../domain/wallet.ts'
import type { Granting } from './asks.ts'
import type { Acceptance, Books } from './handler.ts'
import type { AccrualRow } from './rows.ts'

/** A contract of the caller's, or an operator's any. */
export function ownContract(
  { caller, contract: id }: { readonly caller: Caller; readonly contract: ContractId },
  books: Books,
): Contract | Refusal {
  const contract = books.contract(id)
  return contract && owns(caller, 'PARTNER', contract.partnerCode)
    ? contract
    : refuse('NOT_FOUND', 'contract')
}

interface Asked {
  readonly recipient: Recipient
  readonly amount: Points
}

/** Who gets points, and where. */
interface Grantee {
  readonly account: Account
  readonly wallet: Wallet
}

/**
 * What every accrual by API asks but for its budget, when it is requested and again when it is
 * paid; in the order in which refusals are told.
 */
export function granteeOf(
  contract: Contract,
  { recipient, amount }: Asked,
  books: Books,
  on: KstDate,
): Grantee | Refusal {
  const refusal = refusalToGrant(contract, 'API', on)
  if (refusal) return refusal
  if (!isGrantable(amount)) return refuse('ACCRUAL_AMOUNT_OUT_OF_RANGE', 'amount')
  const account = soleAccount(recipient, books.accountsOf(recipient))
  if (isRefusal(account)) return account
  const wallet = books.wallet(account.wallet)
  return refusalOfWallet(wallet.status, 'recipient') ?? { account, wallet }
}

/** An accrual as it was asked for, of which nothing is paid yet. */
export const newAccrual = (
  command: Pick<Granting, 'contract' | 'purpose' | 'amount' | 'eventTitle'> & {
    readonly idempotencyKey: string | null
  },
  made: Pick<AccrualRow, 'id' | 'createdAt' | 'test'>,
): AccrualRow => ({
  ...made,
  contractId: command.contract,
  walletId: null,
  status: 'SCHEDULED',
  purpose: command.purpose,
  amount: command.amount,
  availableAmount: null,
  pendingAmount: null,
  refusedCode: null,
  idempotencyKey: command.idempotencyKey,
  eventTitle: command.eventTitle,
  validThrough: null,
  scheduledFor: null,
  completedAt: null,
  recipientAccount: null,
  recipientPersonId: null,
})

/** What a step says of itself in the audit. */
export const accrualDeed = (
  { id, contractId, amount }: AccrualRow,
  action: string,
): NonNullable<Acceptance<unknown>['deed']> => ({
  action,
  targetType: 'Accrual',
  targetId: id,
  details: { contract: contractId, amount: String(amount) },
})
