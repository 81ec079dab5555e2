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

mutation AuthorizeRedemption($hold: AuthorizeRedemptionInput!) {
  authorizeRedemption(input: $hold) {
    __typename
    ... on AuthorizeRedemptionPayload {
      redemption { id status points otherAmount holdExpiresAt }
      replayed
    }
    ... on RuleViolation { code rule message path }
  }
}

# The variables name a hold of the demo. For another one, put in
# the id that AuthorizeRedemption answers. What is not captured is released.
mutation CaptureRedemption($capture: CaptureRedemptionInput!) {
  captureRedemption(input: $capture) {
    __typename
    ... on CaptureRedemptionPayload {
      redemption { id status points capturedPoints otherAmount }
      replayed
    }
    ... on RuleViolation { code rule message path }
  }
}

# As above. Once the holds of the demo are used up, this answers
# NOT_FOUND until the id of a new one is put in.
mutation VoidRedemption($void: VoidRedemptionInput!) {
  voidRedemption(input: $void) {
    __typename
    ... on VoidRedemptionPayload { redemption { id status otherAmount } replayed }
    ... on RuleViolation { code rule message path }
  }
}

# For another one, put in the id that RedeemPoints answers.
mutation RefundRedemption($refund: RefundRedemptionInput!) {
  refundRedemption(input: $refund) {
    __typename
    ... on RefundRedemptionPayload {
      redemption {
        id
        status
        capturedPoints
        refundedPoints
        refunds(first: 5) { edges { node { points reason refundedAt } } }
      }
      # Null for merchants: whose points expired meanwhile is the user's.
      expiredPoints
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
    held: redemptions(first: 5, status: AUTHORIZED) { edges { node { orderId points holdExpiresAt } } }
  }
}
`

const variables = ({ holdToCapture, holdToVoid, spent, fresh }: DemoWorld) => ({
  redemption: {
    idempotencyKey: `redeem-${fresh}`,
    account: 'jiwoo',
    merchant: 'cafe-seoul',
    orderId: `order-${fresh}`,
    orderAmount: 6_500,
    discountAmount: 500,
    points: 2_000,
  },
  hold: {
    idempotencyKey: `hold-${fresh}`,
    account: 'jiwoo',
    merchant: 'cafe-seoul',
    orderId: `held-${fresh}`,
    orderAmount: 4_000,
    points: 1_000,
    holdDays: 7,
  },
  capture: { idempotencyKey: `capture-${fresh}`, redemption: holdToCapture, points: 600 },
  void: { idempotencyKey: `void-${fresh}`, redemption: holdToVoid },
  refund: {
    idempotencyKey: `refund-${fresh}`,
    redemption: spent,
    points: 500,
    reason: '식은 커피',
  },
  merchant: 'cafe-seoul',
  order: `order-${fresh}`,
})
