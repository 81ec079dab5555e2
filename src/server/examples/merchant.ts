import type { DemoWorld, Example } from './example.ts'

export const merchantExample = (world: DemoWorld): Example => ({
  caller: { kind: 'MERCHANT', code: 'cafe-seoul' },
  query,
  variables: variables(world),
})

const query = `# A merchant takes points.
# What the wallet holds it does not see.

query Merchant {
  viewer { kind merchant { code name country currency acceptsPoints } }
}

mutation RedeemPoints($redemption: RedeemPointsInput!) {
  redeemPoints(input: $redemption) {
    __typename
    ... on RedeemPointsPayload {
      redemption { id status points otherAmount cashReceiptEligibleAmount }
      replayed
    }
    ... on RuleViolation { code rule message path }
  }
}

query ByOrder($merchant: String!, $order: String!) {
  redemption(merchant: $merchant, orderId: $order) { id status points capturedPoints createdAt }
}

query MyRedemptions($merchant: String!) {
  merchant(code: $merchant) {
    redemptions(first: 5) { edges { node { orderId status orderAmount points } } }
  }
}
`

const variables = ({ fresh }: DemoWorld) => ({
  redemption: {
    idempotencyKey: `redeem-${fresh}`,
    account: 'jiwoo',
    merchant: 'cafe-seoul',
    orderId: `order-${fresh}`,
    orderAmount: 6_500,
    discountAmount: 500,
    points: 2_000,
  },
  merchant: 'cafe-seoul',
  order: `order-${fresh}`,
})
