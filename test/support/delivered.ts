import type { CouponDesk } from './coupon-desk.ts'
import { type Input, operator } from './market.ts'

/** Ten coupons of 100 points that can be registered. */
export async function delivered(desk: CouponDesk, told: Input = {}) {
  const order = await desk.bring(await desk.order(told), 'DELIVERED')
  const codes = await desk.codesOf(order)
  return { ...order, codes, code: codes[0] ?? '', other: codes[1] ?? '' }
}

/** What an account's wallet holds. */
export async function walletOf(desk: CouponDesk, account: string) {
  const { body } = await desk.ask(
    operator,
    'query ($account: String!) { wallet(account: $account) { available pending } }',
    { account },
  )
  return body.data.wallet
}
