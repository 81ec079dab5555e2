import type { AccountId, PersonId, WalletId } from './ids.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { WalletStatus } from './wallet.ts'

/** An account as the rules see it. An account with a frozen wallet is active (R9). */
export interface Account {
  readonly id: AccountId
  readonly externalId: string
  readonly person: PersonId
  readonly status: 'ACTIVE' | 'CLOSED'
  readonly wallet: WalletId
}

/**
 * Who is to get points: an account by its external id, or a person, by the keyed hash of their
 * identity or, once they are known, by id.
 */
export type Recipient =
  | { readonly account: string }
  | { readonly personHash: string }
  | { readonly person: PersonId }

/**
 * R9: the one account that points go to by API. However the recipient is
 * named, a person with two or more active accounts gets none.
 *
 * @param siblings all accounts of the person who was named, or whose account was.
 */
export function soleAccount(recipient: Recipient, siblings: readonly Account[]): Account | Refusal {
  const isNamed = 'account' in recipient
  const active = siblings.filter(({ status }) => status === 'ACTIVE')
  const target = isNamed
    ? siblings.find(({ externalId }) => externalId === recipient.account)
    : active[0]
  if (!target)
    return refuse('RECIPIENT_NOT_FOUND', isNamed ? 'recipient.account' : 'recipient.person')
  if (active.length > 1) return refuse('RECIPIENT_HAS_MULTIPLE_ACCOUNTS', 'recipient')
  return target
}

/** R26: a frozen wallet neither earns nor spends, and a closed one nothing at all. */
export const refusalOfWallet = (status: WalletStatus, path: string): Refusal | undefined =>
  status === 'ACTIVE' ? undefined : refuse('WALLET_NOT_ACTIVE', path)
