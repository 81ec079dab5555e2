import type { AccrualId, ContractId, CouponOrderId, RedemptionId, WalletId } from '../domain/ids.ts'
import type { Points } from '../domain/points.ts'
import type {
  AccruePoints,
  ApproveCouponOrder,
  AuthorizeRedemption,
  CancelAccrual,
  CancelCouponOrder,
  CaptureRedemption,
  CarryOutDue,
  CloseAccount,
  DepositBudget,
  ExpireCouponOrder,
  IssueCouponOrder,
  MarkCouponOrderDelivered,
  PayAccrual,
  RedeemPoints,
  RefundRedemption,
  RegisterCoupon,
  RequestCouponOrder,
  ScheduleAccrual,
  VoidCouponOrder,
  VoidRedemption,
} from './asks.ts'
import type { AccrualRow, CouponOrderRow, RedemptionRow, WalletRow } from './rows.ts'

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

/** An order as the step left it, or as it was already. */
export interface CouponOrderAnswer {
  readonly couponOrder: CouponOrderRow
}

export type CouponOrderIssued = { readonly order: CouponOrderId } & Fresh<{
  readonly couponOrder: CouponOrderRow
}>

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
  readonly requestCouponOrder: {
    readonly ask: RequestCouponOrder
    readonly answer: CouponOrderAnswer
  }
  readonly approveCouponOrder: {
    readonly ask: ApproveCouponOrder
    readonly answer: CouponOrderAnswer
  }
  readonly cancelCouponOrder: {
    readonly ask: CancelCouponOrder
    readonly answer: CouponOrderAnswer
  }
  readonly markCouponOrderDelivered: {
    readonly ask: MarkCouponOrderDelivered
    readonly answer: CouponOrderAnswer
  }
  readonly issueCouponOrder: { readonly ask: IssueCouponOrder; readonly answer: CouponOrderIssued }
  readonly voidCouponOrder: { readonly ask: VoidCouponOrder; readonly answer: CouponOrderAnswer }
  readonly expireCouponOrder: {
    readonly ask: ExpireCouponOrder
    readonly answer: { readonly order: CouponOrderId }
  }
  /** The accrual of the coupon, which is found by it. */
  readonly registerCoupon: { readonly ask: RegisterCoupon; readonly answer: PointsAccrued }
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
