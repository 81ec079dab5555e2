import type { DemoWorld, Example } from './example.ts'

export const userExample = (world: DemoWorld): Example => ({
  caller: { kind: 'USER', code: 'jiwoo' },
  query,
  variables: variables(world),
})

const query = `# A user sees their own points,
# where they came from and where they went.

query User {
  viewer {
    kind
    account {
      externalId
      wallet {
        id
        available
        held
        pending
        room
        lots(first: 10, status: AVAILABLE) {
          totalCount
          edges {
            node {
              amount
              remaining
              validThrough
              accrual { eventTitle contract { partner { name } } }
            }
          }
        }
      }
    }
  }
}

query MyHistory($account: String!) {
  wallet(account: $account) {
    entries(first: 10, filter: { kinds: [ACCRUAL, REDEMPTION, EXPIRY] }) {
      edges { node { amount account journal { kind postedAt balanceAfter } merchant { name } } }
      pageInfo { hasNextPage endCursor }
    }
    redemptions(first: 5) {
      edges {
        node { orderId points merchant { name country } foreign { amount currency rate } }
      }
    }
  }
}

query WhatExpires($account: String!, $through: Date!, $at: DateTime!) {
  wallet(account: $account) {
    expiring(through: $through)
    balanceAt(at: $at)
  }
}

query MyNotices($account: String!) {
  wallet(account: $account) {
    notices(first: 5) { edges { node { kind title body push status createdAt sentAt } } }
  }
}

# Put in a code of the CSV that the agency's ExportCouponCodes links to,
# once the agency has marked its order delivered.
mutation RegisterCoupon($coupon: RegisterCouponInput!) {
  registerCoupon(input: $coupon) {
    __typename
    ... on RegisterCouponPayload {
      coupon { suffix value status order { eventTitle } }
      accrual { id amount validThrough }
      wallet { available pending }
      replayed
    }
    ... on RuleViolation { code rule message path }
  }
}

subscription MyPoints($account: String!, $after: ID) {
  walletChanged(account: $account, after: $after) {
    id
    kind
    postedAt
    balanceAfter
    entries { amount account }
    wallet { available pending }
  }
}

query ById($id: ID!, $ids: [ID!]!) {
  node(id: $id) { id __typename ... on Redemption { orderId points } }
  nodes(ids: $ids) { id __typename }
}
`

const variables = ({ now, redemption, journal, fresh }: DemoWorld) => ({
  coupon: { idempotencyKey: `coupon-${fresh}`, account: 'jiwoo', code: 'A-CODE' },
  account: 'jiwoo',
  after: journal,
  through: `${now.getUTCFullYear() + 6}-12-31`,
  at: new Date(now.getTime() - 30 * 86_400_000).toISOString(),
  id: redemption,
  ids: [redemption],
})
