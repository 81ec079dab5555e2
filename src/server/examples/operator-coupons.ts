import type { DemoWorld } from './example.ts'

/** What an operator does about coupons. */
export const couponQuery = `
# Another export, of an order whose download broke off.
mutation AllowCouponExport($allowExport: AllowCouponExportInput!) {
  allowCouponExport(input: $allowExport) {
    __typename
    ... on AllowCouponExportPayload { couponOrder { id status exportedAt } }
    ... on RuleViolation { code rule message path }
  }
}

# A leaked order is stopped: what is not registered is void (R18).
mutation VoidCouponOrder($stop: VoidCouponOrderInput!) {
  voidCouponOrder(input: $stop) {
    __typename
    ... on VoidCouponOrderPayload { couponOrder { id status voidedAt voidReason counts { registered void } } }
    ... on RuleViolation { code rule message path }
  }
}
`

export const couponVariables = ({ orders }: DemoWorld) => ({
  allowExport: { order: orders.toExport, reason: '다운로드가 중단되었습니다.' },
  stop: { order: orders.toVoid, reason: '코드가 유출되었습니다.' },
})
