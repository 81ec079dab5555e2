import type { KstMonth } from '../domain/calendar.ts'
import type {
  AccountId,
  ContractId,
  LotId,
  MerchantId,
  RedemptionId,
  WalletId,
} from '../domain/ids.ts'
import type { JournalKind, LedgerAccount } from '../domain/ledger.ts'
import type { AccrualRow, CouponOrderRow, NoticeRow, RedemptionRow, RefundRow } from './rows.ts'

export interface KeyRow {
  readonly caller: string
  readonly key: string
  readonly test: boolean
  /** SHA-256, in hex. */
  readonly fingerprint: string
  readonly answer: unknown
  readonly createdAt: Date
}

export interface JournalRow {
  readonly ownerId: string
  readonly id: string
  readonly kind: JournalKind
  readonly postedAt: Date
  readonly period: string
  readonly walletId: WalletId | null
  readonly redemptionId: RedemptionId | null
  readonly merchantId: MerchantId | null
  readonly balanceAfter: bigint | null
}

export interface EntryRow {
  readonly ownerId: string
  readonly journalId: string
  readonly line: number
  readonly account: LedgerAccount
  readonly amount: bigint
  readonly contractId: ContractId
  readonly lotId: LotId | null
  readonly merchantId: MerchantId | null
}

export interface AuditRow {
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly targetType: string
  readonly targetId: string
  readonly details: unknown
}

/** What a batch adds; what it changes of rows that were there is told by its books. */
export interface Changes {
  readonly keys: KeyRow[]
  readonly accruals: AccrualRow[]
  readonly redemptions: RedemptionRow[]
  /** Holds that lapsed, of redemptions that no command was about. */
  readonly lapsed: RedemptionId[]
  readonly refunds: RefundRow[]
  readonly couponOrders: CouponOrderRow[]
  readonly notices: NoticeRow[]
  readonly journals: JournalRow[]
  readonly entries: EntryRow[]
  readonly audits: AuditRow[]
  readonly closedAccounts: AccountId[]
  /** Whose accounts gave codes that failed (R17). */
  readonly failing: Set<WalletId>
  /** Into which history is added: each needs its partition. */
  readonly months: Set<KstMonth>
}

export const noChanges = (): Changes => ({
  keys: [],
  accruals: [],
  redemptions: [],
  lapsed: [],
  refunds: [],
  couponOrders: [],
  notices: [],
  journals: [],
  entries: [],
  audits: [],
  closedAccounts: [],
  failing: new Set(),
  months: new Set(),
})
