import type { Caller } from '../../domain/caller.ts'
import { couponSteps } from './coupon-steps.ts'
import type { Step } from './steps.ts'

const bakery: Caller = { kind: 'PARTNER', code: 'bakery' }
const cafe: Caller = { kind: 'MERCHANT', code: 'cafe-seoul' }

/**
 * How the demo ends: with what the examples go on with. An order to refund, two holds, one to
 * capture and one to void, orders of coupons, and an accrual to cancel.
 */
export function stepsOfToday(now: Date): readonly Step[] {
  const at = now.toISOString()
  const grant = { contract: 'bakery API 60', recipient: { account: 'jiwoo' } }
  const order = { account: 'jiwoo', merchant: 'cafe-seoul' }
  const hold = { ...order, orderAmount: 6_000, holdDays: 30 }
  return [
    ...couponSteps(now),
    {
      at,
      by: bakery,
      mutation: 'accruePoints',
      input: { ...keyed('grant'), ...grant, amount: 30_000, eventTitle: '단골 감사 이벤트' },
    },
    {
      at,
      by: cafe,
      mutation: 'redeemPoints',
      input: { ...keyed('1003'), ...order, orderId: '1003', orderAmount: 9_000, points: 8_000 },
    },
    ...['1004', '1005'].map((orderId) => ({
      at,
      by: cafe,
      mutation: 'authorizeRedemption',
      input: { ...keyed(orderId), ...hold, orderId, points: 4_000 },
    })),
    {
      at,
      by: bakery,
      mutation: 'accruePoints',
      input: {
        ...keyed('scheduled'),
        ...grant,
        amount: 1_500,
        eventTitle: '다음 계절 이벤트',
        scheduledFor: monthsAhead(now, 4).toISOString(),
      },
    },
  ]
}

const keyed = (name: string) => ({ idempotencyKey: `demo-${name}` })

/** The first of a month: a seed that is played again asks for the same. */
const monthsAhead = (now: Date, months: number): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1, 1))
