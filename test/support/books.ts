import { kstDateOf } from '../../src/domain/calendar.ts'
import type { Contract } from '../../src/domain/contract.ts'
import type { AccountId, MerchantId, PersonId } from '../../src/domain/ids.ts'
import { points, won } from '../../src/domain/points.ts'
import type { Account } from '../../src/domain/recipient.ts'
import type { Wallet } from '../../src/domain/wallet.ts'
import type { AccruePoints, RedeemPoints } from '../../src/posting/asks.ts'
import { type BatchState, booksOf, orderName } from '../../src/posting/books.ts'
import type { Books, Merchant, Moment } from '../../src/posting/handler.ts'
import { account, contract, lot, nth, wallet } from './given.ts'

/** What handlers find in the books, told as plain data. */
export interface World {
  readonly contract: Contract
  readonly merchant: Merchant
  readonly accounts: readonly Account[]
  readonly wallets: readonly Wallet[]
  /** Order ids that have a redemption at the merchant. */
  readonly takenOrders: readonly string[]
}

/** One account with 10,000 points, a live API contract, and a merchant at home that takes points. */
export const world = (told: Partial<World> = {}): World => ({
  contract: contract(),
  merchant: merchant(),
  accounts: [account(1)],
  wallets: [wallet([lot({ id: nth(1), remaining: points(10_000n) })])],
  takenOrders: [],
  ...told,
})

export const merchant = (told: Partial<Merchant> = {}): Merchant => ({
  id: nth<MerchantId>(1),
  code: 'cafe',
  currency: 'KRW',
  acceptsPoints: true,
  ...told,
})

export const hashOf = (person: PersonId): string => `hash of ${person}`

/** The locked state of a batch that finds a world at an instant. */
export function stateOf(world: World, time: Date): BatchState {
  const { contract, merchant, accounts, wallets, takenOrders } = world
  const persons = [...new Set(accounts.map(({ person }) => person))]
  return {
    time,
    closed: new Set(),
    touches: new Map(),
    contracts: new Map([[contract.id, { contract, loaded: contract }]]),
    merchants: new Map([[merchant.code, merchant]]),
    personByHash: new Map(persons.map((person) => [hashOf(person), person])),
    personByExternalId: new Map(accounts.map(({ externalId, person }) => [externalId, person])),
    accounts: new Map(
      persons.map((person) => [person, accounts.filter((each) => each.person === person)]),
    ),
    wallets: new Map(
      wallets.map((wallet) => {
        const account = accounts.find((each) => each.wallet === wallet.id)?.id ?? nth<AccountId>(0)
        const unwritten = { lastJournalId: null, opened: [] }
        return [wallet.id, { wallet, loaded: wallet, account, ...unwritten }]
      }),
    ),
    redemptions: new Map(),
    accruals: new Map(),
    couponOrders: new Map(),
    coupons: new Map(),
    couponFailures: new Map(),
    kept: new Map(),
    taken: new Set(takenOrders.map((orderId) => orderName(merchant.id, orderId))),
    newest: undefined,
  }
}

/** The books of a world, as handlers read them. */
export const books = (world: World, { at } = moment()): Books => booksOf(stateOf(world, at), at)

/** For answers that tell nothing of a wallet. */
export const noRow = (): never => {
  throw new Error('The answer tells of a wallet')
}

export const moment = (at = '2024-02-01T00:00:00Z'): Moment => {
  const instant = new Date(at)
  return { at: instant, on: kstDateOf(instant) }
}

/** 1,000 points for `user-1`, asked for by the contract's own partner. */
export const accruing = (told: Partial<AccruePoints> = {}): AccruePoints => ({
  kind: 'accruePoints',
  caller: { kind: 'PARTNER', code: 'bakery' },
  idempotencyKey: 'grant-1',
  contract: contract().id,
  recipient: { account: 'user-1' },
  amount: points(1_000n),
  purpose: 'EVENT_PRIZE',
  eventTitle: null,
  ...told,
})

/** 1,000 points of `user-1` on an order of 10,000 won, asked for by the merchant. */
export const redeeming = (told: Partial<RedeemPoints> = {}): RedeemPoints => ({
  kind: 'redeemPoints',
  caller: { kind: 'MERCHANT', code: 'cafe' },
  idempotencyKey: 'spend-1',
  account: 'user-1',
  merchant: 'cafe',
  orderId: 'order-1',
  orderAmount: won(10_000n),
  discountAmount: won(0n),
  points: points(1_000n),
  foreign: null,
  ...told,
})
