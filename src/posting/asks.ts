import type { Purpose } from '../domain/accrual.ts'
import type { KstDate } from '../domain/calendar.ts'
import type { Caller } from '../domain/caller.ts'
import type { ForeignAmount } from '../domain/foreign.ts'
import type {
  AccrualId,
  AgencyId,
  ContractId,
  CouponOrderId,
  RedemptionId,
  WalletId,
} from '../domain/ids.ts'
import type { Points, Won } from '../domain/points.ts'
import type { Recipient } from '../domain/recipient.ts'
import type { CouponOrderRow } from './rows.ts'

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
export interface PayAccrual {
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

/** A partner asks for coupons. A repeat asks for more of them. */
export interface RequestCouponOrder {
  readonly kind: 'requestCouponOrder'
  readonly caller: Caller
  readonly contract: ContractId
  readonly agency: AgencyId | null
  readonly eventTitle: string
  /** Of one coupon. */
  readonly value: Points
  readonly quantity: number
  readonly registerBy: KstDate
  readonly delivery: CouponOrderRow['delivery']
  readonly deliveredBy: CouponOrderRow['deliveredBy']
}

/** A step of an order that moves no points. Idempotent by its target. */
interface OrderStep {
  readonly caller: Caller
  readonly order: CouponOrderId
}

/** An agency takes an order on, or the operator where there is none. */
export interface ApproveCouponOrder extends OrderStep {
  readonly kind: 'approveCouponOrder'
}

/** An order is given up before it is issued. */
export interface CancelCouponOrder extends OrderStep {
  readonly kind: 'cancelCouponOrder'
}

/** Whoever delivers an order's coupons has done so. */
export interface MarkCouponOrderDelivered extends OrderStep {
  readonly kind: 'markCouponOrderDelivered'
}

/** The whole value of an order is set aside, and its codes are made. */
export interface IssueCouponOrder extends Keyed {
  readonly kind: 'issueCouponOrder'
  readonly order: CouponOrderId
}

/** What of a leaked order is not registered becomes void. Idempotent by its target. */
export interface VoidCouponOrder extends OrderStep {
  readonly kind: 'voidCouponOrder'
  readonly reason: string
}

/** What of an order was not registered by its deadline is given back. Idempotent by its target. */
export interface ExpireCouponOrder {
  readonly kind: 'expireCouponOrder'
  /** Null: the platform itself. */
  readonly caller: null
  readonly order: CouponOrderId
}

/** A user registers a coupon. */
export interface RegisterCoupon extends Keyed {
  readonly kind: 'registerCoupon'
  /** External id. */
  readonly account: string
  /** Keyed hash of the code, in hex. */
  readonly codeHash: string
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
export interface CarryOutDue {
  readonly kind: 'carryOutDue'
  /** Null: the platform itself. */
  readonly caller: null
  readonly wallet: WalletId
}
