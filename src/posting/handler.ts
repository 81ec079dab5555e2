import type { KstDate, KstMonth } from '../domain/calendar.ts'
import type { Contract } from '../domain/contract.ts'
import type {
  AccountId,
  AccrualId,
  ContractId,
  CouponOrderId,
  MerchantId,
  RedemptionId,
  WalletId,
} from '../domain/ids.ts'
import type { Journal } from '../domain/ledger.ts'
import type { Account, Recipient } from '../domain/recipient.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { Draft, Draw, Wallet } from '../domain/wallet.ts'
import type { Commands, Kind } from './command.ts'
import type {
  AccrualRow,
  CouponOrderRow,
  CouponRow,
  NoticeRow,
  RedemptionRow,
  RefundRow,
  WalletRow,
} from './rows.ts'

/** What a command needs locked or loaded before it can be decided. */
export interface Touches {
  readonly contract?: ContractId
  readonly recipient?: Recipient
  readonly wallet?: WalletId
  /** With its wallet and that wallet's lots. */
  readonly redemption?: RedemptionId
  /** With its contract and its recipient. */
  readonly accrual?: AccrualId
  /** With its contract. */
  readonly couponOrder?: CouponOrderId
  /** Keyed hash of a coupon's code, in hex: with its order and contract, and the failed codes of the recipient. */
  readonly couponCode?: string
  /** Code. */
  readonly merchant?: string
  readonly orderId?: string
  /** Needs the lots of the wallet or account that it names also where nothing is due. */
  readonly lots?: boolean
}

export interface Merchant {
  readonly id: MerchantId
  readonly code: string
  readonly currency: string
  readonly acceptsPoints: boolean
}

/** A redemption in the books: as it is now, and what it drew on. */
export interface HeldRedemption {
  readonly row: RedemptionRow
  /** The merchant's. */
  readonly merchantCode: string
  /** In the order in which they were taken. */
  readonly draws: readonly Draw[]
}

/** An order of coupons in the books. */
export interface HeldCouponOrder {
  readonly row: CouponOrderRow
  /** Of the agency to which it was given. */
  readonly agencyCode: string | null
}

/** A coupon in the books. */
export interface HeldCoupon {
  readonly row: CouponRow
  /** Into which it was registered; null: it is not. */
  readonly wallet: WalletId | null
}

/** The locked state of a batch, with the earlier commands of the batch already applied. */
export interface Books {
  readonly contract: (id: ContractId) => Contract | undefined
  readonly merchant: (code: string) => Merchant | undefined
  /** All accounts of the person who is named, or whose account is. */
  readonly accountsOf: (recipient: Recipient) => readonly Account[]
  readonly wallet: (id: WalletId) => Wallet
  readonly redemption: (id: RedemptionId) => HeldRedemption | undefined
  readonly accrual: (id: AccrualId) => AccrualRow | undefined
  readonly couponOrder: (id: CouponOrderId) => HeldCouponOrder | undefined
  /** By the keyed hash of its code, in hex. */
  readonly coupon: (codeHash: string) => HeldCoupon | undefined
  /** Instants of the latest failed codes of that wallet's account, oldest first. */
  readonly couponFailures: (wallet: WalletId) => readonly Date[]
  /** The settlement period of what happens on that date (R31). */
  readonly periodOf: (on: KstDate) => KstMonth
  readonly isOrderTaken: (merchant: MerchantId, orderId: string) => boolean
  readonly newId: <Id extends string>() => Id
}

/** The instant at which a command takes effect, by the database's clock. */
export interface Moment {
  readonly at: Date
  readonly on: KstDate
}

/** What an operator did, without secrets or identity values. */
export interface Deed {
  /** The mutation's name, where it is not the command's. */
  readonly action?: string
  readonly targetType: string
  readonly targetId: string
  readonly details: Readonly<Record<string, string | null>>
}

/** Plain values that a key keeps of its first answer: ids. */
export type Kept = Readonly<Record<string, string>>

/** What a handler wants written, and the answer once it is. */
export interface Acceptance<A> {
  /** @param rowOf a wallet's row as this command leaves it. */
  readonly answer: (rowOf: (wallet: WalletId) => WalletRow) => A
  readonly kept?: Kept
  /** The wallet as the command leaves it, and what was posted to it. */
  readonly draft?: Draft
  /** A journal that touches no wallet; its owner is the contract. */
  readonly onContract?: {
    readonly contract: ContractId
    readonly journal: Journal
    /** One of `Books.newId`, where something refers to it. */
    readonly id?: string
  }
  /** New, or as the command leaves it. */
  readonly accrual?: AccrualRow
  /** New, or as the command leaves it. */
  readonly redemption?: RedemptionRow
  readonly refund?: RefundRow
  /** New, or as the command leaves it. */
  readonly couponOrder?: CouponOrderRow
  /** As the command leaves it. */
  readonly coupon?: { readonly codeHash: string } & HeldCoupon
  /** What the user is to be told (R28). */
  readonly notice?: NoticeRow
  readonly closes?: AccountId
  /** What the audit says, where an operator asked; absent where nothing changed. */
  readonly deed?: Deed
}

/** A refusal that writes one thing: that a code failed (R17). */
export interface FailedCode extends Refusal {
  readonly failedBy: WalletId
}

/** One verb: what it touches, then a pure decision over the books. */
export interface Handler<K extends Kind> {
  readonly touches: (command: Commands[K]['ask']) => Touches
  /** R13: in which spaces the key is looked up, the first match wins; true: the keys of tests. Live alone if left out. */
  readonly keySpaces?: (command: Commands[K]['ask'], books: Books) => readonly boolean[]
  /** Reads the books, writes nothing, waits for nothing. */
  readonly decide: (
    command: Commands[K]['ask'],
    books: Books,
    moment: Moment,
  ) => Acceptance<Commands[K]['answer']> | Refusal
  /** The first answer again, from what its key kept (R35). */
  readonly replay?: (kept: unknown) => Commands[K]['answer']
}
