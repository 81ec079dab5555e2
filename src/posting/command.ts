import type { Purpose } from '../domain/accrual.ts'
import type { Caller } from '../domain/caller.ts'
import type { ForeignAmount } from '../domain/foreign.ts'
import type { AccrualId, ContractId, RedemptionId, WalletId } from '../domain/ids.ts'
import type { Points, Won } from '../domain/points.ts'
import type { Recipient } from '../domain/recipient.ts'
import type { AccrualRow, RedemptionRow, WalletRow } from './rows.ts'

/** A money command repeats safely under its key (R35). */
interface Keyed {
  readonly caller: Caller
  readonly idempotencyKey: string
}

/** What a partner asks of a grant, whenever it is paid. */
export interface Granting extends Keyed {
  readonly contract: ContractId
  readonly recipient: Recipient
  readonly amount: Points
  readonly purpose: Purpose
  readonly eventTitle: string | null
}

/** A partner grants points to one recipient, at once. */
export interface AccruePoints extends Granting {
  readonly kind: 'accruePoints'
}

/** A partner grants points to one recipient, at a later time. */
export interface ScheduleAccrual extends Granting {
  readonly kind: 'scheduleAccrual'
  readonly scheduledFor: Date
}

/** A scheduled accrual is given up before it is paid. Idempotent by its target. */
export interface CancelAccrual {
  readonly kind: 'cancelAccrual'
  readonly caller: Caller
  readonly accrual: AccrualId
}

/** A scheduled accrual is paid, or refused, now that its time has come. Idempotent by its target. */
interface PayAccrual {
  readonly kind: 'payAccrual'
  /** Null: the platform itself. */
  readonly caller: null
  readonly accrual: AccrualId
}

/** A user's points are to pay for an order of a merchant. */
export interface Spending extends Keyed {
  /** External id. */
  readonly account: string
  /** Code. */
  readonly merchant: string
  readonly orderId: string
  readonly orderAmount: Won
  readonly discountAmount: Won
  readonly points: Points
  readonly foreign: ForeignAmount | null
}

/** A user spends points at a merchant, in one step. */
export interface RedeemPoints extends Spending {
  readonly kind: 'redeemPoints'
}

/** A user's points are held for an order: the first of two steps. */
export interface AuthorizeRedemption extends Spending {
  readonly kind: 'authorizeRedemption'
  readonly holdDays: number
}

/** Of what is held, points are spent, and the rest is released: the second step. */
export interface CaptureRedemption extends Keyed {
  readonly kind: 'captureRedemption'
  readonly redemption: RedemptionId
  /** Null: all that is held. */
  readonly points: Points | null
}

/** All that is held is released: the second step of an order that comes to nothing. */
export interface VoidRedemption extends Keyed {
  readonly kind: 'voidRedemption'
  readonly redemption: RedemptionId
}

/** Points of a redemption go back to the wallet. */
export interface RefundRedemption extends Keyed {
  readonly kind: 'refundRedemption'
  readonly redemption: RedemptionId
  readonly points: Points
  readonly reason: string | null
}

/** A prepaid partner has paid for points. */
export interface DepositBudget extends Keyed {
  readonly kind: 'depositBudget'
  readonly contract: ContractId
  readonly points: Points
}

/** An account closes; what it holds is forfeited. Idempotent by its target. */
export interface CloseAccount {
  readonly kind: 'closeAccount'
  readonly caller: Caller
  /** External id. */
  readonly account: string
}

/** What is due in a wallet is carried out. Idempotent by its target. */
interface CarryOutDue {
  readonly kind: 'carryOutDue'
  /** Null: the platform itself. */
  readonly caller: null
  readonly wallet: WalletId
}

/** Rows as the command left them; absent where the answer is a replay, whose rows are to be read. */
type Fresh<Rows> =
  | { readonly rows: Rows; readonly replayed: false }
  | { readonly rows: null; readonly replayed: true }

export type PointsAccrued = {
  readonly accrual: AccrualId
  readonly wallet: WalletId
} & Fresh<{ readonly accrual: AccrualRow; readonly wallet: WalletRow }>

export type PointsRedeemed = {
  readonly redemption: RedemptionId
  readonly wallet: WalletId
} & Fresh<{ readonly redemption: RedemptionRow; readonly wallet: WalletRow }>

export type PointsRefunded = PointsRedeemed & {
  /** Came back to lots whose time was up, and expired at once. */
  readonly expiredPoints: Points
}

/** The time asked for has passed, or lies too far ahead (R10): the input is malformed, nothing was written. */
interface NotSchedulable {
  readonly isSchedulable: false
}

export interface BudgetDeposited {
  readonly contract: ContractId
  readonly replayed: boolean
}

/** Every command with every answer it can get. The unions of the schema compile against it. */
export interface Commands {
  readonly accruePoints: { readonly ask: AccruePoints; readonly answer: PointsAccrued }
  readonly scheduleAccrual: {
    readonly ask: ScheduleAccrual
    readonly answer: PointsAccrued | NotSchedulable
  }
  readonly cancelAccrual: {
    readonly ask: CancelAccrual
    readonly answer: { readonly accrual: AccrualId }
  }
  readonly payAccrual: {
    readonly ask: PayAccrual
    readonly answer: { readonly accrual: AccrualId }
  }
  readonly redeemPoints: { readonly ask: RedeemPoints; readonly answer: PointsRedeemed }
  readonly authorizeRedemption: {
    readonly ask: AuthorizeRedemption
    readonly answer: PointsRedeemed
  }
  readonly captureRedemption: { readonly ask: CaptureRedemption; readonly answer: PointsRedeemed }
  readonly voidRedemption: { readonly ask: VoidRedemption; readonly answer: PointsRedeemed }
  readonly refundRedemption: { readonly ask: RefundRedemption; readonly answer: PointsRefunded }
  readonly depositBudget: { readonly ask: DepositBudget; readonly answer: BudgetDeposited }
  readonly closeAccount: {
    readonly ask: CloseAccount
    /** External id. */
    readonly answer: { readonly account: string }
  }
  readonly carryOutDue: {
    readonly ask: CarryOutDue
    readonly answer: { readonly wallet: WalletId }
  }
}
export type Kind = keyof Commands
export type Command<K extends Kind = Kind> = { [P in K]: Commands[P]['ask'] }[K]
export type Answer<K extends Kind = Kind> = { [P in K]: Commands[P]['answer'] }[K]
