import type { Caller } from '../../../src/domain/caller.ts'
import { type CouponOrder, type Entry, edgesOfEntry, isOpen } from './orders.ts'
import { carryOutDue, duesOf, type Lot, type Redemption, type Wallet } from './wallet.ts'

type AccrualStatus = 'SCHEDULED' | 'COMPLETED' | 'CANCELLED' | 'REFUSED'

export interface Accrual {
  readonly id: string
  readonly contract: string
  readonly recipient: Recipient
  readonly amount: number
  readonly test: boolean
  readonly scheduledFor: number | null
  status: AccrualStatus
  refusedCode: string | null
  /** How it landed; null until it is paid. */
  availableAmount: number | null
  pendingAmount: number | null
}

export type Recipient = { readonly account: string } | { readonly person: string }

export interface Account {
  readonly person: string
  /** Global id. */
  readonly walletId: string
  readonly wallet: Wallet
  /** Of coupons. */
  readonly entry: Entry
}

export interface Contract {
  readonly channel: 'API' | 'COUPON'
  readonly couponBilling: 'ON_DELIVERY' | 'ON_REGISTRATION'
  readonly validityMonths: number
  readonly creditLimit: number
  readonly billing: 'PREPAID' | 'POSTPAID'
  /** Exclusive; null: open-ended. */
  readonly endsAt: number | null
  status: 'TESTING' | 'LIVE' | 'ENDED'
  deposited: number
  granted: number
  reserved: number
  /** Of what was granted: coupons that nobody registered. */
  lost: number
}

/** A mutation as the API takes it. */
export interface Ask {
  readonly mutation: string
  /** The operator, where it is not told. */
  readonly by?: Caller
  readonly input: Readonly<Record<string, unknown>>
}

/** What the model can't know before the server has answered. */
export interface Told {
  readonly id: string
  /** When it took effect. */
  readonly at: number
}

/** What an answer says; a code where it is a refusal. */
export interface Answer {
  readonly code: string | null
  readonly replayed?: boolean | undefined
  readonly id?: string | undefined
  readonly expiredPoints?: number | undefined
}

/** All that a history is about. Contracts, accruals, redemptions and orders of coupons by their global ids. */
export interface World {
  now: number
  readonly accounts: ReadonlyMap<string, Account>
  readonly contracts: ReadonlyMap<string, Contract>
  /** Whether they accept points, by code. */
  readonly merchants: Map<string, boolean>
  readonly partner: { readonly code: string; suspended: boolean }
  /** Code. */
  readonly agency: string
  /** These, redemptions and orders of coupons as they were asked for, one after the other. */
  readonly accruals: Accrual[]
  readonly redemptions: Redemption[]
  readonly orders: CouponOrder[]
  /** Right codes that are no coupon's. */
  readonly strangeCodes: readonly string[]
  /** What was answered to a key, and what had been asked, by space and key. */
  readonly kept: Map<string, { readonly asked: string; readonly answer: Answer }>
}

export const ok = (answer: Omit<Answer, 'code'> = {}): Answer => ({ code: null, ...answer })
export const refused = (code: string): Answer => ({ code })
export const malformed = refused('BAD_USER_INPUT')

const walletsOf = ({ accounts }: World): Wallet[] =>
  [...accounts.values()].map(({ wallet }) => wallet)
export const lotsOf = (world: World): Lot[] => walletsOf(world).flatMap(({ lots }) => lots)

export function accountOf({ accounts }: World, name: unknown): Account {
  const found = accounts.get(String(name))
  if (!found) throw new Error(`There is no account ${name}`)
  return found
}

export function contractOf({ contracts }: World, id: unknown): Contract {
  const found = contracts.get(String(id))
  if (!found) throw new Error(`There is no contract ${id}`)
  return found
}

/** R12: balance of the budget and credit limit. */
export const remainingOf = (contract: Contract): number =>
  contract.deposited + contract.creditLimit - contract.granted - contract.reserved

/** The time is now this; what has come due is carried out, but for what only due work does. */
export function goTo(world: World, at: number): void {
  world.now = at
  for (const wallet of walletsOf(world)) carryOutDue(wallet, at)
}

/** Instants at which something changes by itself, or is to be paid, in their order. */
export const edgesOf = (world: World): readonly number[] =>
  [
    ...walletsOf(world).flatMap(duesOf),
    ...[...world.accounts.values()].flatMap(({ entry }) => edgesOfEntry(entry, world.now)),
    ...world.orders.filter(isOpen).map(({ closesAt }) => closesAt),
    ...world.accruals.flatMap(({ status, scheduledFor }) =>
      status === 'SCHEDULED' && scheduledFor !== null ? [scheduledFor] : [],
    ),
  ].toSorted((a, b) => a - b)
