import type { KstDate } from '../domain/calendar.ts'
import type { NoticeText } from '../domain/notice.ts'
import type { Points } from '../domain/points.ts'

/** A notice as it goes to its reader. */
export interface NoticeMessage extends NoticeText {
  /** The same each time that it is sent, so that a receiver can tell a repeat. */
  readonly id: string
  readonly kind: 'ACCRUAL' | 'EXPIRY_AHEAD'
  /** External id. */
  readonly account: string
  readonly points: Points
  readonly validThrough: KstDate
  readonly createdAt: Date
}

/** Why a notice was not taken. */
export interface NotDelivered {
  readonly isDelivered: false
  /** Short, and fit to be read by anybody: no address, no answer's text. */
  readonly error: string
  /** How long the receiver wants to be left alone. */
  readonly retryAfterMs?: number | undefined
}

export type Delivery = { readonly isDelivered: true } | NotDelivered

export interface NoticeSender {
  /** Sends it once, and says what came of it. The signal gives the attempt up. */
  readonly send: (message: NoticeMessage, signal: AbortSignal) => Promise<Delivery>
}
