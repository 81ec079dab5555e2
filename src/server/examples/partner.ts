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

const variables = ({ liveContract, scheduled, now, fresh }: DemoWorld) => ({
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
