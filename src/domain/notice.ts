import type { Purpose } from './accrual.ts'
import { daysBefore, type KstDate, kstDateOf, lastOfMonthAfter } from './calendar.ts'
import type { Points } from './points.ts'

/** What the notice of an accrual tells of. */
export interface AccrualNotice {
  readonly kind: 'ACCRUAL'
  readonly points: Points
  /** The last day of these points. */
  readonly through: KstDate
  readonly accruedAt: Date
  readonly purpose: Purpose
  readonly eventTitle: string | null
  readonly partnerName: string
}

/** What a notice ahead of expiry tells of. */
export interface ExpiryNotice {
  readonly kind: 'EXPIRY_AHEAD'
  readonly points: Points
  /** The last day of these points. */
  readonly through: KstDate
}

/** What its accrual tells of a notice; all of it missing where there is none. */
interface Told {
  readonly accruedAt: Date | null
  readonly purpose: Purpose | null
  readonly eventTitle: string | null
  readonly partnerName: string | null
}

/** What a notice tells of, read together with its accrual. Throws where that is missing or not completed. */
export function toldBy(
  {
    id,
    kind,
    ...about
  }: Omit<ExpiryNotice, 'kind'> & {
    readonly id: string
    readonly kind: 'ACCRUAL' | 'EXPIRY_AHEAD'
  },
  { accruedAt, purpose, eventTitle, partnerName }: Told,
): AccrualNotice | ExpiryNotice {
  if (kind === 'EXPIRY_AHEAD') return { kind, ...about }
  if (!accruedAt || !purpose || partnerName === null)
    throw new Error(`The accrual of notice ${id} is missing or not completed`)
  return { kind, ...about, accruedAt, purpose, eventTitle, partnerName }
}

/** Where a notice's buttons lead. */
export interface NoticeLinks {
  readonly guide: string
  readonly history: string
}

interface Button {
  readonly name: string
  readonly url: string
}

/** A notice in words, in Korean. */
export interface NoticeText {
  readonly title: string
  /** Lines, parted by line feeds. */
  readonly body: string
  /** In one sentence, for a push message. */
  readonly push: string
  readonly buttons: readonly Button[]
}

/** R28: what a notice says, without its buttons. */
export const wordsOf = (notice: AccrualNotice | ExpiryNotice): Omit<NoticeText, 'buttons'> =>
  notice.kind === 'ACCRUAL' ? ofAccrual(notice) : ofExpiry(notice)

/** R28: a notice as its reader gets it. */
export function noticeOf(notice: AccrualNotice | ExpiryNotice, links: NoticeLinks): NoticeText {
  const buttons = [
    { name: '사용안내', url: links.guide },
    { name: '내역보기', url: links.history },
  ]
  return { ...wordsOf(notice), buttons }
}

const titles: Readonly<Record<Purpose, string>> = {
  EVENT_PRIZE: '이벤트 당첨 포인트가 적립되었습니다.',
  EMPLOYEE_WELFARE: '임직원 복지 포인트가 적립되었습니다.',
  PURCHASE_GIFT: '구매 사은 포인트가 적립되었습니다.',
  PROMOTION: '프로모션 포인트가 적립되었습니다.',
  OTHER: '포인트가 적립되었습니다.',
}

function ofAccrual(notice: AccrualNotice) {
  const { points, through, accruedAt, purpose, eventTitle, partnerName } = notice
  const lines = [
    `적립 포인트: ${numeral(points)}P`,
    `적립일시: ${dotted(kstDateOf(accruedAt))}`,
    `유효기간: ${dotted(through)}`,
    `적립 내용: ${eventTitle ?? partnerName}`,
    `지급처: ${partnerName}`,
  ]
  return {
    title: titles[purpose],
    body: lines.join('\n'),
    push: `${numeral(points)}포인트가 적립되었어요`,
  }
}

function ofExpiry({ points, through }: ExpiryNotice) {
  const lines = [
    `소멸 예정 포인트: ${numeral(points)}P`,
    `유효기간: ${dotted(through)}`,
    '유효기간이 지나면 포인트가 소멸됩니다.',
  ]
  return {
    title: '포인트 소멸 예정 안내',
    body: lines.join('\n'),
    push: `${dotted(through)}까지 쓰지 않은 ${numeral(points)}포인트는 소멸돼요.`,
  }
}

const numeral = (points: Points): string => points.toLocaleString('en')
const dotted = (date: KstDate): string => date.replaceAll('-', '.')

/**
 * R28: whether it is too late for a notice. What it tells of the past stays true; that points will
 * expire doesn't, once their last day is over.
 */
export const isTooLate = (
  { kind, through }: Pick<AccrualNotice | ExpiryNotice, 'kind' | 'through'>,
  today: KstDate,
): boolean => kind === 'EXPIRY_AHEAD' && through < today

/** R28: how many days ahead of their last day the holders of points are told, the earliest first. */
const steps = [30, 7] as const

/** Notices that are due ahead of the expiry of what lives through a day. */
export interface Ahead {
  readonly through: KstDate
  readonly days: (typeof steps)[number]
}

/**
 * R28: the notices that are due on a date. Those of 30 days may be late, until it is time for those
 * of 7; these may be, until the last day is over. Points live to the end of a month (R5).
 */
export const noticesAheadOn = (today: KstDate): readonly Ahead[] =>
  [0, 1].flatMap((months) => {
    const through = lastOfMonthAfter(today, months)
    const days = steps.findLast((step) => daysBefore(through, step) <= today)
    return days ? [{ through, days }] : []
  })
