import type { DemoWorld, Example } from './example.ts'

export const agencyExample = (world: DemoWorld): Example => ({
  caller: { kind: 'AGENCY', code: 'coupon-house' },
  query,
  variables: variables(world),
})

const query = `# An agency sells and issues coupons, and delivers them if asked.

query Agency {
  viewer { kind agency { code name status } }
}

query MyAgency {
  agency(code: "coupon-house") { id code name commissionBasisPoints status }
}

query MyOrders {
  couponOrders(first: 10) {
    totalCount
    edges { node { id status eventTitle value quantity registerBy counts { issued registered } } }
  }
}

# The variables name orders of the demo. For another one, put in its id.
mutation ApproveCouponOrder($approve: ApproveCouponOrderInput!) {
  approveCouponOrder(input: $approve) {
    __typename
    ... on ApproveCouponOrderPayload { couponOrder { id status approvedAt } }
    ... on RuleViolation { code rule message path }
  }
}

# Its value is reserved, or nothing; its codes are made from now on.
mutation IssueCouponOrder($issue: IssueCouponOrderInput!) {
  issueCouponOrder(input: $issue) {
    __typename
    ... on IssueCouponOrderPayload { couponOrder { id status quantity counts { issued } } replayed }
    ... on RuleViolation { code rule message path }
  }
}

# The link works once. Open it, and keep a code for the user's tab.
mutation ExportCouponCodes($export: ExportCouponCodesInput!) {
  exportCouponCodes(input: $export) {
    __typename
    ... on ExportCouponCodesPayload { couponOrder { id status exportedAt } csvUrl }
    ... on RuleViolation { code rule message path }
  }
}

mutation MarkCouponOrderDelivered($deliver: MarkCouponOrderDeliveredInput!) {
  markCouponOrderDelivered(input: $deliver) {
    __typename
    ... on MarkCouponOrderDeliveredPayload { couponOrder { id status deliveredAt counts { delivered } } }
    ... on RuleViolation { code rule message path }
  }
}
`

const variables = ({ orders, fresh }: DemoWorld) => ({
  approve: { order: orders.toApprove },
  issue: { order: orders.toIssue, idempotencyKey: `issue-${fresh}` },
  export: { order: orders.toDeliver },
  deliver: { order: orders.toDeliver },
})
