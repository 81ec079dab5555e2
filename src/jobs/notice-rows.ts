import type { Purpose } from '../domain/accrual.ts'
import type { KstDate } from '../domain/calendar.ts'
import type { Points } from '../domain/points.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { column } from '../posting/storage/transaction.ts'

/** A notice to be sent, with what its text is made of. */
export interface ClaimedNotice {
  readonly id: string
  readonly kind: 'ACCRUAL' | 'EXPIRY_AHEAD'
  readonly points: Points
  readonly through: KstDate
  /** This one included. */
  readonly attempts: number
  /** Since it was queued. */
  readonly firstTriedAt: Date
  readonly createdAt: Date
  readonly account: string
  readonly accruedAt: Date | null
  readonly purpose: Purpose | null
  readonly eventTitle: string | null
  readonly partnerName: string | null
}

/**
 * Claims notices whose time has come, until an instant: whoever claimed them and is killed leaves
 * them to others from then on. Each process gets its own.
 */
export const claimNotices = (
  db: PrismaClient,
  { now, until, most }: { now: Date; until: Date; most: number },
) =>
  db.$queryRaw<ClaimedNotice[]>`
    with due as (
      select id
      from notice
      where status = 'QUEUED' and next_attempt_at <= ${now}
      order by next_attempt_at, id
      limit ${most}
      for update skip locked
    ), claimed as (
      update notice
      set attempts = attempts + 1, next_attempt_at = ${until},
          first_tried_at = coalesce(first_tried_at, ${now})
      from due
      where notice.id = due.id
      returning notice.*
    )
    select claimed.id, claimed.kind::text as kind, points, claimed.valid_through::text as through,
           attempts, first_tried_at as "firstTriedAt", claimed.created_at as "createdAt",
           external_id as account, completed_at as "accruedAt", purpose::text as purpose,
           event_title as "eventTitle", partner.name as "partnerName"
    from claimed
    join wallet on wallet.id = claimed.wallet_id
    join account on account.id = wallet.account_id
    left join accrual on accrual.id = claimed.id
    left join contract on contract.id = accrual.contract_id
    left join partner on partner.id = contract.partner_id
    order by claimed.id`

/** What has arrived is sent, even where another process has given it up since. */
export const markSent = (db: PrismaClient, ids: readonly string[], at: Date) =>
  db.$executeRaw`
    update notice
    set status = 'SENT', sent_at = ${at}, next_attempt_at = null, last_error = null
    where id = any(${ids}::uuid[]) and status <> 'SENT'`

/** How an attempt failed. */
export interface FailedAttempt {
  readonly id: string
  /** As it was claimed. */
  readonly attempts: number
  readonly error: string
  /** Undefined: it is given up. */
  readonly next: Date | undefined
}

/** Leaves those alone that another process has claimed since: their outcome is its own. */
export const markFailed = (db: PrismaClient, rows: readonly FailedAttempt[]) =>
  db.$executeRaw`
    update notice
    set status = case when row.next is null then 'FAILED' else 'QUEUED' end::notice_status,
        next_attempt_at = row.next, last_error = row.error
    from unnest(
      ${column(rows, (row) => row.id)}::uuid[],
      ${column(rows, (row) => row.attempts)}::int[],
      ${column(rows, (row) => row.error)}::text[],
      ${column(rows, (row) => row.next ?? null)}::timestamptz[]
    ) as row (id, attempts, error, next)
    where notice.id = row.id and notice.attempts = row.attempts and notice.status = 'QUEUED'`
