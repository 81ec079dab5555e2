import type { Caller } from '../../domain/caller.ts'
import type { Step } from './steps.ts'

const operator: Caller = { kind: 'OPERATOR', code: 'demo' }
const bakery: Caller = { kind: 'PARTNER', code: 'bakery' }
const agency: Caller = { kind: 'AGENCY', code: 'coupon-house' }

/** Title, how far it has come, and whether the agency issues and delivers it. */
const orders = [
  ['단골 손님 쿠폰', 'REQUESTED', true],
  ['개점 기념 쿠폰', 'APPROVED', true],
  ['겨울 이벤트 쿠폰', 'ISSUED', true],
  ['취소할 쿠폰', 'REQUESTED', false],
  ['매장 감사 쿠폰', 'ISSUED', false],
  ['유출된 쿠폰', 'ISSUED', false],
] as const

/** R14: orders of coupons, one for each step that the examples take, to be registered for months. */
export const couponSteps = (now: Date): readonly Step[] =>
  orders.flatMap(([title, status, isByAgency], place): Step[] => {
    const at = now.toISOString()
    const by = isByAgency ? agency : operator
    const step = (mutation: string, input = {}) => ({
      at,
      by,
      mutation,
      input: { ...input, order: title },
    })
    return [
      { at, by: bakery, mutation: 'requestCouponOrder', input: asked(title, isByAgency, now) },
      ...(status === 'REQUESTED' ? [] : [step('approveCouponOrder')]),
      ...(status === 'ISSUED'
        ? [step('issueCouponOrder', { idempotencyKey: `demo-coupons-${place}` })]
        : []),
    ]
  })

const asked = (eventTitle: string, isByAgency: boolean, now: Date) => ({
  contract: 'bakery COUPON 60',
  ...(isByAgency ? { agency: agency.code } : {}),
  eventTitle,
  value: 1_000,
  quantity: 20,
  registerBy: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 5, 0))
    .toISOString()
    .slice(0, 10),
  delivery: 'ALIMTALK',
  deliveredBy: isByAgency ? 'AGENCY' : 'PARTNER',
})
