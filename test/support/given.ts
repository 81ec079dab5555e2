import {
  type KstDate,
  type KstMonth,
  parseKstDate,
  parseKstMonth,
} from '../../src/domain/calendar.ts'
import type { Contract } from '../../src/domain/contract.ts'
import type {
  AccountId,
  ContractId,
  LotId,
  MerchantId,
  PersonId,
  RedemptionId,
  WalletId,
} from '../../src/domain/ids.ts'
import { noPoints, points, total } from '../../src/domain/points.ts'
import type { Account } from '../../src/domain/recipient.ts'
import type { Lot, Wallet } from '../../src/domain/wallet.ts'

type AnyId = LotId | ContractId | WalletId | AccountId | PersonId | MerchantId | RedemptionId

/** The id of that number: ids of greater numbers sort later. */
export const nth = <Id extends AnyId>(n: number): Id =>
  `00000000-0000-7000-8000-${String(n).padStart(12, '0')}` as string as Id

export function kstDate(text: string): KstDate {
  const date = parseKstDate(text)
  if (!date) throw new Error(`${text} is no date`)
  return date
}

export function kstMonth(text: string): KstMonth {
  const month = parseKstMonth(text)
  if (!month) throw new Error(`${text} is no month`)
  return month
}

/** A lot by what is told of it; `amount` is what the rest adds up to, unless told. */
export function lot(told: Partial<Lot> & { readonly id: LotId }): Lot {
  const { remaining = noPoints, held = noPoints, pending = noPoints, expired = noPoints } = told
  return {
    contract: nth<ContractId>(1),
    amount: total([remaining, held, pending, expired]),
    remaining,
    held,
    pending,
    expired,
    accruedAt: new Date('2024-01-01T00:00:00Z'),
    expiresAt: new Date('2029-01-31T15:00:00Z'),
    ...told,
  }
}

/** The wallet of these lots: its balances are their sums. */
export function wallet(lots: readonly Lot[], told: Partial<Wallet> = {}): Wallet {
  const due = lots.filter(({ remaining, pending }) => remaining + pending > 0n)
  const times = due.map(({ expiresAt }) => expiresAt.getTime())
  return {
    id: nth<WalletId>(1),
    status: 'ACTIVE',
    available: total(lots.map(({ remaining }) => remaining)),
    held: total(lots.map(({ held }) => held)),
    pending: total(lots.map(({ pending }) => pending)),
    nextDueAt: times.length > 0 ? new Date(Math.min(...times)) : null,
    lots,
    holds: [],
    ...told,
  }
}

export const contract = (told: Partial<Contract> = {}): Contract => ({
  id: nth<ContractId>(1),
  partnerCode: 'bakery',
  partnerStatus: 'ACTIVE',
  channel: 'API',
  status: 'LIVE',
  validityMonths: 60,
  billing: 'PREPAID',
  creditLimit: noPoints,
  couponBilling: 'ON_DELIVERY',
  startsOn: kstDate('2023-07-01'),
  endsOn: null,
  budget: points(10_000_000n),
  reserved: noPoints,
  deposited: points(10_000_000n),
  ...told,
})

export const account = (n: number, told: Partial<Account> = {}): Account => ({
  id: nth<AccountId>(n),
  externalId: `user-${n}`,
  person: nth<PersonId>(1),
  status: 'ACTIVE',
  wallet: nth<WalletId>(n),
  ...told,
})
