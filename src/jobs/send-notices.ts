import { setMaxListeners } from 'node:events'
import { kstDateOf } from '../domain/calendar.ts'
import { isTooLate, type NoticeLinks, noticeOf, toldBy } from '../domain/notice.ts'
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
import type { Delivery, NotDelivered, NoticeMessage, NoticeSender } from './notice-sender.ts'

/** Each takes turns of its own, so that an attempt that stalls holds up one of them. */
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
 * is tried again later and given up after a day, or once it is too late for it.
 */
export const sendNotices = (parts: NoticeParts): readonly Job[] =>
  Array.from({ length: lanes }, () => ({
    name: 'send notices',
    async runPage(signal = new AbortController().signal) {
      // Each attempt listens to it while it lasts.
      setMaxListeners(0, signal)
      const now = parts.now()
      const until = new Date(now.getTime() + claimedMs)
      const claimed = await claimNotices(parts.db, { now, until, most: noticesATurn })
      await sendAll(parts, claimed, signal)
      return claimed.length === noticesATurn
    },
  }))

async function sendAll(
  parts: NoticeParts,
  claimed: readonly ClaimedNotice[],
  signal: AbortSignal,
): Promise<void> {
  const attempts = await Promise.allSettled(claimed.map((notice) => sendOne(parts, notice, signal)))
  await settle(
    parts,
    claimed.map((notice, index) => ({ notice, delivery: deliveryOf(attempts[index]) })),
    signal,
  )
  throwFirst(attempts)
}

const sendOne = async (
  { sender, links, now }: NoticeParts,
  notice: ClaimedNotice,
  signal: AbortSignal,
): Promise<Delivery> =>
  isTooLate(notice, kstDateOf(now()))
    ? { isDelivered: false, error: 'its day is over' }
    : sender.send(messageOf(notice, links), signal)

const deliveryOf = (attempt: PromiseSettledResult<Delivery> | undefined): Delivery =>
  attempt?.status === 'fulfilled'
    ? attempt.value
    : { isDelivered: false, error: 'a fault of the gateway' }

interface Outcome {
  readonly notice: ClaimedNotice
  readonly delivery: Delivery
}

async function settle(
  { db, now, chance = Math.random }: NoticeParts,
  outcomes: readonly Outcome[],
  signal: AbortSignal,
): Promise<void> {
  const at = now()
  const sent = outcomes.flatMap(({ notice, delivery }) => (delivery.isDelivered ? notice.id : []))
  const failed = outcomes.flatMap(({ notice, delivery }) =>
    delivery.isDelivered ? [] : failedAttempt(notice, delivery, at, chance()),
  )
  if (sent.length > 0) await markSent(db, sent, at)
  // What was broken off by the end of this process is another's after a while.
  if (failed.length > 0 && !signal.aborted) await markFailed(db, failed)
}

function failedAttempt(
  notice: ClaimedNotice,
  { error, retryAfterMs }: NotDelivered,
  at: Date,
  chance: number,
): FailedAttempt {
  const next = isTooLate(notice, kstDateOf(at))
    ? undefined
    : nextAttempt(notice.firstTriedAt, at, { chance, retryAfterMs })
  return { id: notice.id, attempts: notice.attempts, error, next }
}

function messageOf(claimed: ClaimedNotice, links: NoticeLinks): NoticeMessage {
  const { id, kind, account, points, through, createdAt } = claimed
  const text = noticeOf(toldBy({ id, kind, points, through }, claimed), links)
  return { id, kind, account, points, validThrough: through, createdAt, ...text }
}

function throwFirst(settled: readonly PromiseSettledResult<unknown>[]): void {
  for (const each of settled) if (each.status === 'rejected') throw each.reason
}
