import { type NoticeLinks, noticeOf } from '../domain/notice.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { Job } from './due-work.ts'
import { nextAttempt } from './next-attempt.ts'
import {
  type ClaimedNotice,
  claimNotices,
  type FailedAttempt,
  markFailed,
  markSent,
} from './notice-rows.ts'
import type { Delivery, NoticeMessage, NoticeSender } from './notice-sender.ts'

/** They take turns of their own, so that a receiver that stalls holds up one of them. */
const lanes = 4
const noticesATurn = 25

/** Longer than any attempt takes, so that none is made twice unless its process ended. */
const claimedMs = 60_000

export interface NoticeParts {
  readonly db: PrismaClient
  readonly sender: NoticeSender
  readonly links: NoticeLinks
  readonly now: () => Date
  /** From 0 to 1; at random, if left out. */
  readonly chance?: () => number
}

/**
 * R28: sends the notices that are queued, each at least once, under its id. What is not delivered
 * is tried again later and, after a day, given up.
 */
export const sendNotices = (parts: NoticeParts): Job => ({
  name: 'send notices',
  async runPage(signal = new AbortController().signal) {
    await Promise.all(Array.from({ length: lanes }, () => runLane(parts, signal)))
    return false
  },
})

async function runLane(parts: NoticeParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const now = parts.now()
    const until = new Date(now.getTime() + claimedMs)
    const claimed = await claimNotices(parts.db, { now, until, most: noticesATurn })
    await sendAll(parts, claimed, signal)
    if (claimed.length < noticesATurn) return
  }
}

async function sendAll(
  { db, sender, links, now, chance = Math.random }: NoticeParts,
  claimed: readonly ClaimedNotice[],
  signal: AbortSignal,
): Promise<void> {
  const outcomes = await Promise.all(
    claimed.map(async (notice) => ({
      notice,
      delivery: await sender.send(messageOf(notice, links), signal),
    })),
  )
  const at = now()
  const failed = outcomes.flatMap(({ notice, delivery }) =>
    delivery.isDelivered ? [] : [failedAttempt(notice, delivery, at, chance())],
  )
  const sent = outcomes.filter(({ delivery }) => delivery.isDelivered)
  if (sent.length > 0)
    await markSent(
      db,
      sent.map(({ notice }) => notice.id),
      at,
    )
  // One that was broken off by the end of this process is another's after a while.
  if (failed.length > 0 && !signal.aborted) await markFailed(db, failed)
}

function failedAttempt(
  notice: ClaimedNotice,
  { error, retryAfterMs }: Exclude<Delivery, { isDelivered: true }>,
  at: Date,
  chance: number,
): FailedAttempt {
  const next = nextAttempt(notice, at, { chance, retryAfterMs })
  return { id: notice.id, attempts: notice.attempts, error, next }
}

function messageOf(claimed: ClaimedNotice, links: NoticeLinks): NoticeMessage {
  const { id, kind, account, points, through, createdAt } = claimed
  const text = noticeOf(toldBy(claimed), links)
  return { id, kind, account, points, validThrough: through, createdAt, ...text }
}

function toldBy(claimed: ClaimedNotice): Parameters<typeof noticeOf>[0] {
  const { id, kind, points, through, accruedAt, purpose, eventTitle, partnerName } = claimed
  if (kind === 'EXPIRY_AHEAD') return { kind, points, through }
  if (!accruedAt || !purpose || partnerName === null)
    throw new Error(`The accrual of notice ${id} is missing or not completed`)
  return { kind, points, through, accruedAt, purpose, eventTitle, partnerName }
}
