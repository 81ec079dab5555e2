import type { DemoWorld, Example } from './example.ts'
import { couponQuery, couponVariables } from './operator-coupons.ts'

export const operatorExample = (world: DemoWorld): Example => ({
  caller: { kind: 'OPERATOR', code: 'operator' },
  query: query + couponQuery,
  variables: { ...variables(world), ...couponVariables(world) },
})

const query = `# An operator makes agreements,
# and has the ledger prove itself.

query Operator {
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
    conservation {
      ok
      deposited
      budget
      reserved
      available
      held
      pending
      payable
      paidOut
      breakage
    }
  }
}

query Journals {
  journals(first: 5) {
    edges {
      node {
        id
        kind
        postedAt
        period
        balanceAfter
        entries { account amount contract { id } }
      }
    }
  }
}

subscription WalletChanged($user: String!, $after: ID) {
  walletChanged(account: $user, after: $after) {
    id
    kind
    wallet { account { externalId } available held pending }
  }
}

query Agreements {
  partners(first: 10) {
    totalCount
    edges { node { code name businessNumber status } }
  }
  agencies(first: 10) {
    totalCount
    edges { node { code name commissionBasisPoints status } }
  }
  merchants(first: 10, country: "MO") {
    totalCount
    edges { node { code name acceptsPoints } }
  }
}

query APartner($code: String!) {
  partner(code: $code) {
    name
    contracts(first: 5) {
      edges {
        node {
          id
          channel
          status
          unitPrice
          billing
          conservation { ok deposited available payable breakage }
        }
      }
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
    ... on CreateContractPayload {
      contract { id status channel validityMonths budget { total remaining } }
    }
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

# One that was given up is tried again; one that was sent stays as it is.
mutation ResendNotice($notice: ResendNoticeInput!) {
  resendNotice(input: $notice) {
    __typename
    ... on ResendNoticePayload { notice { id kind title status attempts lastError } }
    ... on RuleViolation { code message path }
  }
}
`

const variables = ({ liveContract, testContract, journal, notice, fresh }: DemoWorld) => ({
  notice: { notice },
  user: 'jiwoo',
  after: journal,
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
