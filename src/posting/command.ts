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

/** A partner grants points to one recipient, at once. */
export interface AccruePoints extends Keyed {
  readonly kind: 'accruePoints'
  readonly contract: ContractId
  readonly recipient: Recipient
  readonly amount: Points
  readonly purpose: Purpose
  readonly eventTitle: string | null
}

/** A user spends points at a merchant, in one step. */
export interface RedeemPoints extends Keyed {
  readonly kind: 'redeemPoints'
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

export interface BudgetDeposited {
  readonly contract: ContractId
  readonly replayed: boolean
}

/** Every command with every answer it can get. The unions of the schema compile against it. */
export interface Commands {
  readonly accruePoints: { readonly ask: AccruePoints; readonly answer: PointsAccrued }
  readonly redeemPoints: { readonly ask: RedeemPoints; readonly answer: PointsRedeemed }
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
