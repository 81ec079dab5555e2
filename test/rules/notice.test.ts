import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { daysBefore, kstDateOf, lastOfMonthAfter, parseKstDate } from '../../src/domain/calendar.ts'
import { type AccrualNotice, isTooLate, noticeOf, noticesAheadOn } from '../../src/domain/notice.ts'
import { points } from '../../src/domain/points.ts'
import { instant, somePoints } from '../support/arbitrary.ts'

const date = (text: string) => {
  const parsed = parseKstDate(text)
  if (!parsed) throw new Error(text)
  return parsed
}

const links = { guide: 'https://points.example/guide', history: 'https://points.example/history' }

const accrual = (told: Partial<AccrualNotice> = {}): AccrualNotice => ({
  kind: 'ACCRUAL',
  points: points(1_000n),
  through: date('2028-07-31'),
  accruedAt: new Date('2023-07-13T05:05:00Z'),
  purpose: 'EVENT_PRIZE',
  eventTitle: '여름 이벤트',
  partnerName: '한빛 베이커리',
  ...told,
})

describe('R28: an accrual is told of', () => {
  test('given a prize of an event, then its notice is the card of the guide', () => {
    expect(noticeOf(accrual(), links)).toEqual({
      title: '이벤트 당첨 포인트가 적립되었습니다.',
      body: [
        '적립 포인트: 1,000P',
        '적립일시: 2023.07.13',
        '유효기간: 2028.07.31',
        '적립 내용: 여름 이벤트',
        '지급처: 한빛 베이커리',
      ].join('\n'),
      push: '1,000포인트가 적립되었어요',
      buttons: [
        { name: '사용안내', url: links.guide },
        { name: '내역보기', url: links.history },
      ],
    })
  })

  test('given 500 points, then the push message says so in a sentence', () => {
    expect(noticeOf(accrual({ points: points(500n) }), links).push).toBe('500포인트가 적립되었어요')
  })

  test('given no title of an event, then the partner’s name stands for it', () => {
    const { body } = noticeOf(accrual({ eventTitle: null }), links)
    expect(body.split('\n').slice(3)).toEqual(['적립 내용: 한빛 베이커리', '지급처: 한빛 베이커리'])
  })

  test.each([
    ['2023-07-13T14:59:59Z', '2023.07.13'],
    ['2023-07-13T15:00:00Z', '2023.07.14'],
    ['2023-12-31T15:00:00Z', '2024.01.01'],
  ])('given an accrual at %s, then its date is that in KST, %s', (at, on) => {
    expect(noticeOf(accrual({ accruedAt: new Date(at) }), links).body).toContain(
      `적립일시: ${on}\n`,
    )
  })

  test.each([
    ['EVENT_PRIZE', '이벤트 당첨 포인트가 적립되었습니다.'],
    ['EMPLOYEE_WELFARE', '임직원 복지 포인트가 적립되었습니다.'],
    ['PURCHASE_GIFT', '구매 사은 포인트가 적립되었습니다.'],
    ['PROMOTION', '프로모션 포인트가 적립되었습니다.'],
    ['OTHER', '포인트가 적립되었습니다.'],
  ] as const)('given points for %s, then the title is %s', (purpose, title) => {
    expect(noticeOf(accrual({ purpose }), links).title).toBe(title)
  })
})

describe('R28: expiry is told of ahead', () => {
  test('given points that expire, then the notice says how many, and their last day', () => {
    const told = { points: points(12_345n), through: date('2028-07-31') }
    expect(noticeOf({ kind: 'EXPIRY_AHEAD', ...told }, links)).toEqual({
      title: '포인트 소멸 예정 안내',
      body: [
        '소멸 예정 포인트: 12,345P',
        '유효기간: 2028.07.31',
        '유효기간이 지나면 포인트가 소멸됩니다.',
      ].join('\n'),
      push: '2028.07.31까지 쓰지 않은 12,345포인트는 소멸돼요.',
      buttons: [
        { name: '사용안내', url: links.guide },
        { name: '내역보기', url: links.history },
      ],
    })
  })

  test.each([
    ['EXPIRY_AHEAD', '2028-07-30', false],
    ['EXPIRY_AHEAD', '2028-07-31', false],
    ['EXPIRY_AHEAD', '2028-08-01', true],
    ['ACCRUAL', '2028-08-01', false],
  ] as const)(
    'given points with 2028-07-31 as their last day, then a notice of kind %s on %s is too late: %s',
    (kind, today, expected) => {
      expect(isTooLate({ kind, through: date('2028-07-31') }, date(today))).toBe(expected)
    },
  )

  test('given any points, then body and push message tell the same number', () => {
    fc.assert(
      fc.property(somePoints(1n, 10_000_000_000n), (amount) => {
        const told = { points: amount, through: date('2028-07-31') }
        const { body, push } = noticeOf({ kind: 'EXPIRY_AHEAD', ...told }, links)
        for (const text of [body, push]) {
          const numbers = text.replaceAll('2028.07.31', '').match(/\d[\d,]*/g)
          expect(numbers?.map((number) => BigInt(number.replaceAll(',', '')))).toEqual([amount])
        }
      }),
    )
  })

  const july = '2028-07-31'
  const august = '2028-08-31'
  test.each([
    ['2028-06-30', [['2028-06-30', 7]]],
    ['2028-07-01', [[july, 30]]],
    ['2028-07-23', [[july, 30]]],
    ['2028-07-24', [[july, 7]]],
    ['2028-07-31', [[july, 7]]],
    ['2028-08-01', [[august, 30]]],
    ['2027-01-28', [['2027-01-31', 7]]],
    [
      '2027-01-29',
      [
        ['2027-01-31', 7],
        ['2027-02-28', 30],
      ],
    ],
    ['2027-02-01', [['2027-02-28', 30]]],
    [
      '2028-01-31',
      [
        ['2028-01-31', 7],
        ['2028-02-29', 30],
      ],
    ],
    ['2026-12-01', [['2026-12-31', 30]]],
    ['2026-12-31', [['2026-12-31', 7]]],
  ])('given it is %s, then notices are due ahead of %j', (today, expected) => {
    expect(noticesAheadOn(date(today)).map(({ through, days }) => [through, days])).toEqual(
      expected,
    )
  })

  test('given any last day, then on each day from 30 ahead until 8 ahead those of 30 days are due, from 7 on those of 7, and none before or after', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -3, max: 40 }), (at, left) => {
        const through = lastOfMonthAfter(kstDateOf(at), 0)
        const due = noticesAheadOn(daysBefore(through, left))
          .filter((ahead) => ahead.through === through)
          .map(({ days }) => days)
        const expected = left < 0 || left > 30 ? [] : [left > 7 ? 30 : 7]
        expect(due).toEqual(expected)
      }),
    )
  })
})
