import { type KstDate, type KstMonth, kstDateOf, monthOf } from '../domain/calendar.ts'
import type { Contract } from '../domain/contract.ts'
import type {
  AccountId,
  AccrualId,
  ContractId,
  CouponOrderId,
  PersonId,
  RedemptionId,
  WalletId,
} from '../domain/ids.ts'
import { settlementPeriod } from '../domain/period.ts'
import type { Account, Recipient } from '../domain/recipient.ts'
import { type Stamp, stampAfter, stampOf } from '../domain/sequence.ts'
import type { Lot, Wallet } from '../domain/wallet.ts'
import type { Command } from './command.ts'
import { redo } from './fault.ts'
import type {
  Books,
  HeldCoupon,
  HeldCouponOrder,
  HeldRedemption,
  Merchant,
  Touches,
} from './handler.ts'
import { idAt } from './id-at.ts'
import type { AccrualRow, CouponOrderRow, RedemptionRow } from './rows.ts'

/** A wallet in the books, and what the engine knows of it beside the rules. */
export interface HeldWallet {
  readonly wallet: Wallet
  /** As it was loaded, to tell what changed. */
  readonly loaded: Wallet
  readonly account: AccountId
  /** The next one lies after it. */
  readonly lastJournalId: string | null
  /** Lots that the batch opened while the others were not loaded. */
  readonly opened: readonly Lot[]
}

/** What was answered to a key. */
interface KeptAnswer {
  /** SHA-256, in hex. */
  readonly fingerprint: string
  readonly answer: unknown
}

/** The locked state of a batch, which its commands move on one by one. */
export interface BatchState {
  /** The database's instant, read after the locks. */
  readonly time: Date
  readonly closed: ReadonlySet<KstMonth>
  /** What each command touches, with what that leads to. */
  readonly touches: Map<Command, Touches>
  readonly contracts: Map<ContractId, { contract: Contract; readonly loaded: Contract }>
  readonly merchants: ReadonlyMap<string, Merchant>
  readonly personByHash: ReadonlyMap<string, PersonId>
  readonly personByExternalId: ReadonlyMap<string, PersonId>
  readonly accounts: Map<PersonId, readonly Account[]>
  readonly wallets: Map<WalletId, HeldWallet>
  readonly redemptions: Map<RedemptionId, HeldRedemption & { readonly loaded: RedemptionRow }>
  readonly accruals: Map<AccrualId, { readonly row: AccrualRow; readonly loaded: AccrualRow }>
  readonly couponOrders: Map<CouponOrderId, HeldCouponOrder & { readonly loaded: CouponOrderRow }>
  /** By the keyed hash of the code, in hex. */
  readonly coupons: Map<string, HeldCoupon & { readonly loaded: HeldCoupon['row'] }>
  /** Ids of the latest failed codes, oldest first. */
  readonly couponFailures: Map<WalletId, readonly string[]>
  readonly kept: Map<string, KeptAnswer>
  readonly taken: Set<string>
  /** Of the newest id of the instant at which the command takes effect. */
  newest: Stamp | undefined
}

export const keyName = (caller: string, key: string, test: boolean): string =>
  `${test ? 'test' : 'live'} ${caller} ${key}`

export const orderName = (merchant: string, orderId: string): string => `${merchant} ${orderId}`

/** The books as handlers see them: to read, with new ids of the instant at which the command takes effect. */
export const booksOf = (state: BatchState, at: Date): Books => ({
  contract: (id) => state.contracts.get(id)?.contract,
  merchant: (code) => state.merchants.get(code),
  accountsOf: (recipient) => accountsOf(state, recipient),
  wallet: (id) => heldWallet(state, id).wallet,
  redemption: (id) => state.redemptions.get(id),
  accrual: (id) => state.accruals.get(id)?.row,
  couponOrder: (id) => state.couponOrders.get(id),
  coupon: (codeHash) => state.coupons.get(codeHash),
  couponFailures: (wallet) =>
    (state.couponFailures.get(wallet) ?? []).map((id) => new Date(stampOf(id).at)),
  periodOf: (on) => settlementPeriod(monthOf(on), state.closed),
  isOrderTaken: (merchant, orderId) => state.taken.has(orderName(merchant, orderId)),
  newId: <Id extends string>() => newId(state, at) as Id,
})

export function heldWallet(state: BatchState, id: WalletId): HeldWallet {
  const held = state.wallets.get(id)
  if (!held) throw redo(`wallet ${id} was not locked, its account is new`)
  return held
}

function accountsOf(state: BatchState, recipient: Recipient): readonly Account[] {
  const person = personOf(state, recipient)
  return (person && state.accounts.get(person)) ?? []
}

function personOf(state: BatchState, recipient: Recipient): PersonId | undefined {
  if ('person' in recipient) return recipient.person
  return 'account' in recipient
    ? state.personByExternalId.get(recipient.account)
    : state.personByHash.get(recipient.personHash)
}

/** Of a wallet's last journal, in a list that is empty where it has none. */
export const lastStamp = ({ lastJournalId }: HeldWallet): readonly Stamp[] =>
  lastJournalId ? [stampOf(lastJournalId)] : []

/** The wallets that a command is about. */
export function walletsOf(command: Command, state: BatchState): readonly WalletId[] {
  const { wallet, recipient } = state.touches.get(command) ?? {}
  if (wallet) return [wallet]
  return recipient ? accountsOf(state, recipient).map((account) => account.wallet) : []
}

/** The wallet that a command names, itself or by its account; a person may have several. */
export function walletNamed(
  { wallet, recipient }: Touches,
  state: BatchState,
): WalletId | undefined {
  if (wallet || !recipient || !('account' in recipient)) return wallet
  const { account } = recipient
  return accountsOf(state, recipient).find(({ externalId }) => externalId === account)?.wallet
}

/**
 * The instant at which a command takes effect: the batch's, or a wallet's last journal's, if that
 * is later. The ids that it makes lie after those journals, so that ids tell the order of effects.
 */
export function beginCommand(state: BatchState, wallets: readonly WalletId[]): Date {
  const lasts = wallets.flatMap((id) => {
    const held = state.wallets.get(id)
    return held ? lastStamp(held) : []
  })
  const at = Math.max(state.time.getTime(), ...lasts.map((last) => last.at))
  if (state.newest?.at !== at) state.newest = undefined
  for (const last of lasts)
    if (last.at === at && last.counter > (state.newest?.counter ?? -1)) state.newest = last
  return new Date(at)
}

/** An id of the command's instant, after all that it and the commands of that instant made before. */
export const newId = (state: BatchState, at: Date): string => newIdWithStamp(state, at).id

export function newIdWithStamp(state: BatchState, at: Date): { stamp: Stamp; id: string } {
  const stamp = stampAfter(state.newest, at.getTime())
  state.newest = stamp
  return { stamp, id: idAt(stamp) }
}

let lastDate: { readonly hour: number; readonly date: KstDate } | undefined

/** `kstDateOf`, which is slow, for the instants of a batch: they share an hour, and dates change on the hour. */
export function dateAt(at: Date): KstDate {
  const hour = Math.floor(at.getTime() / 3_600_000)
  if (lastDate?.hour !== hour) lastDate = { hour, date: kstDateOf(at) }
  return lastDate.date
}
