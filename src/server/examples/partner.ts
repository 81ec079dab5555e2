import type { DemoWorld, Example } from './example.ts'

export const partnerExample = (world: DemoWorld): Example => ({
  caller: { kind: 'PARTNER', code: 'bakery' },
  query,
  variables: variables(world),
})

const query = `# A partner grants points by its contracts.
# The button runs what you choose.

query Partner {
  viewer {
    kind
    partner {
      code
      name
      contracts(first: 10) {
        totalCount
        edges {
          node {
            id
            channel
            status
            validityMonths
            startsOn
            budget { total granted reserved remaining }
          }
        }
      }
    }
  }
}

mutation GrantPoints($grant: AccruePointsInput!) {
  accruePoints(input: $grant) {
    __typename
    ... on AccruePointsPayload {
      accrual { id status amount validThrough }
      replayed
    }
    ... on RuleViolation { code rule message path }
  }
}

# haru has two accounts, so by API this one is refused (R9).
mutation GrantInBulk($grants: AccruePointsInBulkInput!) {
  accruePointsInBulk(input: $grants) {
    __typename
    ... on AccruePointsInBulkPayload {
      results {
        __typename
        ... on AccruePointsPayload { accrual { id amount } replayed }
        ... on RuleViolation { code rule message }
      }
    }
    ... on RuleViolation { code message }
  }
}

mutation SchedulePoints($later: AccruePointsInput!) {
  accruePoints(input: $later) {
    __typename
    ... on AccruePointsPayload { accrual { id status amount scheduledFor } replayed }
    ... on RuleViolation { code rule message path }
  }
}

# The variables name one of the demo. For another one, put in
# the id that SchedulePoints answers. What was paid stays paid (R7).
mutation CancelAccrual($cancel: CancelAccrualInput!) {
  cancelAccrual(input: $cancel) {
    __typename
    ... on CancelAccrualPayload { accrual { id status amount scheduledFor } }
    ... on RuleViolation { code rule message path }
  }
}

query AccrualByMyKey($key: String!) {
  accrual(idempotencyKey: $key) { id status amount purpose eventTitle completedAt validThrough }
}

# A repeat orders again.
mutation RequestCouponOrder($order: RequestCouponOrderInput!) {
  requestCouponOrder(input: $order) {
    __typename
    ... on RequestCouponOrderPayload { couponOrder { id status value quantity registerBy } }
    ... on RuleViolation { code rule message path }
  }
}

query MyOrders {
  couponOrders(first: 10) {
    edges {
      node {
        id
        status
        eventTitle
        agency { code name }
        counts { issued delivered registered expired }
        coupons(first: 3) { edges { node { suffix status registerBy registeredAt } } }
      }
    }
  }
}

mutation CancelCouponOrder($cancelOrder: CancelCouponOrderInput!) {
  cancelCouponOrder(input: $cancelOrder) {
    __typename
    ... on CancelCouponOrderPayload { couponOrder { id status cancelledAt } }
    ... on RuleViolation { code rule message path }
  }
}

# Where the partner delivers. The link works once.
mutation ExportMyCodes($myExport: ExportCouponCodesInput!) {
  exportCouponCodes(input: $myExport) {
    __typename
    ... on ExportCouponCodesPayload { couponOrder { id status exportedAt } csvUrl }
    ... on RuleViolation { code rule message path }
  }
}

query MyPartner($partner: String!) {
  partner(code: $partner) {
    id
    name
    contracts(first: 10, status: LIVE) {
      edges {
        node {
          channel
          accruals(first: 5, filter: { purposes: [EVENT_PRIZE] }) {
            edges { node { amount status refusedCode eventTitle completedAt } }
          }
        }
      }
    }
  }
}
`

const variables = ({ liveContract, scheduled, orders, now, fresh }: DemoWorld) => ({
  order: {
    contract: orders.contract,
    agency: 'coupon-house',
    eventTitle: '새해 이벤트 쿠폰',
    value: 3_000,
    quantity: 50,
    registerBy: new Date(now.getTime() + 90 * 86_400_000).toISOString().slice(0, 10),
    delivery: 'LMS',
    deliveredBy: 'AGENCY',
  },
  cancelOrder: { order: orders.toCancel },
  myExport: { order: orders.toExport },
  grant: {
    idempotencyKey: `grant-${fresh}`,
    contract: liveContract,
    recipient: { account: 'jiwoo' },
    amount: 1_000,
    purpose: 'PURCHASE_GIFT',
    eventTitle: '빵을 사면 포인트',
  },
  grants: {
    contract: liveContract,
    purpose: 'EVENT_PRIZE',
    items: [
      { idempotencyKey: `bulk-${fresh}-1`, recipient: { account: 'minjun' }, amount: 500 },
      { idempotencyKey: `bulk-${fresh}-2`, recipient: { account: 'haru-1' }, amount: 500 },
    ],
  },
  later: {
    idempotencyKey: `later-${fresh}`,
    contract: liveContract,
    recipient: { account: 'jiwoo' },
    amount: 700,
    purpose: 'PROMOTION',
    eventTitle: '다음 달 감사 포인트',
    scheduledFor: new Date(now.getTime() + 30 * 86_400_000).toISOString(),
  },
  cancel: { accrual: scheduled },
  key: `grant-${fresh}`,
  partner: 'bakery',
})
