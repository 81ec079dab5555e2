import type { Caller } from '../domain/caller.ts'

/** What an example needs to know of the demo world. Ids are global ones. */
export interface DemoWorld {
  readonly liveContract: string
  readonly testContract: string
  readonly redemption: string
  readonly now: Date
  /** New for each page, so that what is made or posted has not been before. */
  readonly fresh: string
}

/** A tab of GraphiQL: operations of one caller, to be run from the top down. */
export interface Example {
  readonly caller: Caller
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** Every query and mutation, on the demo data, by a caller of each kind. */
export const examples = (world: DemoWorld): readonly Example[] => [
  {
    caller: { kind: 'PARTNER', code: 'bakery' },
    query: partnerQuery,
    variables: partnerVariables(world),
  },
  {
    caller: { kind: 'MERCHANT', code: 'cafe-seoul' },
    query: merchantQuery,
    variables: merchantVariables(world),
  },
  { caller: { kind: 'USER', code: 'jiwoo' }, query: userQuery, variables: userVariables(world) },
  {
    caller: { kind: 'OPERATOR', code: 'operator' },
    query: operatorQuery,
    variables: operatorVariables(world),
  },
  { caller: { kind: 'AGENCY', code: 'coupon-house' }, query: agencyQuery, variables: {} },
]

const partnerQuery = `# A partner: grants points by its contracts. (Run with the button, and choose one.)

query MyContracts {
  viewer {
    kind
    partner {
      code
      name
      contracts(first: 10) {
        totalCount
        edges { node { id channel status validityMonths startsOn budget { total granted reserved remaining } } }
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

query AccrualByMyKey($key: String!) {
  accrual(idempotencyKey: $key) { id status amount purpose eventTitle completedAt validThrough }
}

query MyPartner($partner: String!) {
  partner(code: $partner) {
    id
    name
    contracts(first: 1, status: LIVE) {
      edges {
        node {
          accruals(first: 5, filter: { purposes: [EVENT_PRIZE] }) {
            edges { node { amount eventTitle completedAt } }
          }
        }
      }
    }
  }
}
`

const partnerVariables = ({ liveContract, fresh }: DemoWorld) => ({
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
  key: `grant-${fresh}`,
  partner: 'bakery',
})

const merchantQuery = `# A merchant: takes points. What the user's wallet holds it does not see.

query Me {
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

const merchantVariables = ({ fresh }: DemoWorld) => ({
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

const userQuery = `# A user: sees their own points, and where they came from and went.

query MyWallet {
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
          edges { node { amount remaining validThrough accrual { eventTitle contract { partner { name } } } } }
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
    redemptions(first: 5) { edges { node { orderId points merchant { name country } foreign { amount currency rate } } } }
  }
}

query WhatExpires($account: String!, $through: Date!, $at: DateTime!) {
  wallet(account: $account) {
    expiring(through: $through)
    balanceAt(at: $at)
  }
}

query ById($id: ID!, $ids: [ID!]!) {
  node(id: $id) { id __typename ... on Redemption { orderId points } }
  nodes(ids: $ids) { id __typename }
}
`

const userVariables = ({ now, redemption }: DemoWorld) => ({
  account: 'jiwoo',
  through: `${now.getUTCFullYear() + 2}-12-31`,
  at: new Date(now.getTime() - 30 * 86_400_000).toISOString(),
  id: redemption,
  ids: [redemption],
})

const operatorQuery = `# An operator: makes agreements, and proves the ledger.

query ProveTheLedger {
  ledgerCheck {
    ok
    checkedAt
    journals
    unbalancedJournals
    walletsOutOfStep
    lotsOutOfStep
    contractsOutOfStep
    totalAvailable
    totalPending
    totalHeld
    conservation { ok deposited budget reserved available held pending payable paidOut breakage }
  }
}

query Journals {
  journals(first: 5) {
    edges { node { id kind postedAt period balanceAfter entries { account amount contract { id } } } }
  }
}

query Agreements {
  partners(first: 10) { totalCount edges { node { code name businessNumber status } } }
  agencies(first: 10) { totalCount edges { node { code name commissionBasisPoints status } } }
  merchants(first: 10, country: "MO") { totalCount edges { node { code name acceptsPoints } } }
}

query APartner($code: String!) {
  partner(code: $code) {
    name
    contracts(first: 5) {
      edges { node { id channel status unitPrice billing conservation { ok deposited available payable breakage } } }
    }
  }
}

query WhatOperatorsDid {
  auditEvents(first: 10) { edges { node { at actor action target details } } }
}

mutation CreatePartner($partner: CreatePartnerInput!) {
  createPartner(input: $partner) {
    __typename
    ... on CreatePartnerPayload { partner { id code status } }
    ... on RuleViolation { code message path }
  }
}

mutation SetPartnerStatus($partnerStatus: SetPartnerStatusInput!) {
  setPartnerStatus(input: $partnerStatus) {
    __typename
    ... on SetPartnerStatusPayload { partner { code status } }
    ... on RuleViolation { code message path }
  }
}

mutation CreateContract($contract: CreateContractInput!) {
  createContract(input: $contract) {
    __typename
    ... on CreateContractPayload { contract { id status channel validityMonths budget { total remaining } } }
    ... on RuleViolation { code rule message path }
  }
}

mutation ChangeContractStatus($contractStatus: ChangeContractStatusInput!) {
  changeContractStatus(input: $contractStatus) {
    __typename
    ... on ChangeContractStatusPayload { contract { id status } }
    ... on RuleViolation { code message path }
  }
}

mutation DepositBudget($deposit: DepositBudgetInput!) {
  depositBudget(input: $deposit) {
    __typename
    ... on DepositBudgetPayload { contract { budget { total remaining } } replayed }
    ... on RuleViolation { code message path }
  }
}

mutation CreateAgency($agency: CreateAgencyInput!) {
  createAgency(input: $agency) {
    __typename
    ... on CreateAgencyPayload { agency { id code status } }
    ... on RuleViolation { code message path }
  }
}

mutation SetAgencyStatus($agencyStatus: SetAgencyStatusInput!) {
  setAgencyStatus(input: $agencyStatus) {
    __typename
    ... on SetAgencyStatusPayload { agency { code status } }
    ... on RuleViolation { code message path }
  }
}

mutation AddCountry($country: AddCountryInput!) {
  addCountry(input: $country) {
    __typename
    ... on AddCountryPayload { country { code name currency } }
    ... on RuleViolation { code message path }
  }
}

mutation CreateMerchant($merchant: CreateMerchantInput!) {
  createMerchant(input: $merchant) {
    __typename
    ... on CreateMerchantPayload { merchant { id code country currency acceptsPoints } }
    ... on RuleViolation { code message path }
  }
}

mutation SetMerchantAcceptsPoints($acceptsPoints: SetMerchantAcceptsPointsInput!) {
  setMerchantAcceptsPoints(input: $acceptsPoints) {
    __typename
    ... on SetMerchantAcceptsPointsPayload { merchant { code acceptsPoints } }
    ... on RuleViolation { code message path }
  }
}

mutation CreateAccount($account: CreateAccountInput!) {
  createAccount(input: $account) {
    __typename
    ... on CreateAccountPayload { account { id externalId status wallet { id available } } }
    ... on RuleViolation { code message path }
  }
}

mutation FreezeWallet($walletStatus: SetWalletStatusInput!) {
  setWalletStatus(input: $walletStatus) {
    __typename
    ... on SetWalletStatusPayload { wallet { id status } }
    ... on RuleViolation { code message path }
  }
}

mutation CloseAccount($closing: CloseAccountInput!) {
  closeAccount(input: $closing) {
    __typename
    ... on CloseAccountPayload { account { externalId status } }
    ... on RuleViolation { code message path }
  }
}
`

const operatorVariables = ({ liveContract, testContract, fresh }: DemoWorld) => ({
  code: 'bakery',
  partner: { code: `shop-${fresh}`, name: '새 가게', businessNumber: '345-67-89012' },
  partnerStatus: { partner: `shop-${fresh}`, status: 'SUSPENDED' },
  contract: {
    partner: 'bakery',
    channel: 'API',
    validityMonths: 24,
    unitPrice: '0.985',
    billing: 'PREPAID',
    startsOn: '2026-01-01',
  },
  contractStatus: { contract: testContract, status: 'TESTING' },
  deposit: { idempotencyKey: `deposit-${fresh}`, contract: liveContract, points: 100_000 },
  agency: { code: `agency-${fresh}`, name: '새 대행사', commissionBasisPoints: 300 },
  agencyStatus: { agency: `agency-${fresh}`, status: 'SUSPENDED' },
  country: { code: 'TW', name: '대만', currency: 'TWD' },
  merchant: { code: `store-${fresh}`, name: '새 매장', country: 'KR', currency: 'KRW' },
  acceptsPoints: { merchant: `store-${fresh}`, acceptsPoints: false },
  account: { externalId: `user-${fresh}`, person: `ci-${fresh}`, birthDate: '2001-01-31' },
  walletStatus: { account: `user-${fresh}`, status: 'FROZEN' },
  closing: { account: `user-${fresh}` },
})

const agencyQuery = `# An agency: sells and issues coupons.

query Me {
  viewer { kind agency { code name status } }
}

query MyAgency {
  agency(code: "coupon-house") { id code name commissionBasisPoints status }
}
`
