// What tests read of each mutation's payload.
const accrual = `{ id status purpose amount availableAmount pendingAmount idempotencyKey eventTitle
  validThrough scheduledFor refusedCode createdAt completedAt test }`
const wallet = '{ id status available held pending room }'

const redemption = `{ id orderId status orderAmount discountAmount points capturedPoints
  refundedPoints otherAmount cashReceiptEligibleAmount holdExpiresAt
  foreign { amount currency rate } }`

const couponOrder = `{ id status eventTitle value quantity registerBy delivery deliveredBy test
  requestedAt approvedAt issuedAt deliveredAt settledAt cancelledAt voidedAt voidReason
  counts { issued delivered registered expired } }`
const coupon = '{ id suffix value status registerBy registeredAt }'

const payloads = {
  accruePoints: `accrual ${accrual} wallet ${wallet} replayed`,
  accruePointsInBulk: `results { __typename
    ... on AccruePointsPayload { accrual ${accrual} wallet ${wallet} replayed }
    ... on RuleViolation { code path } }`,
  cancelAccrual: `accrual ${accrual}`,
  redeemPoints: `redemption ${redemption} wallet ${wallet} replayed`,
  authorizeRedemption: `redemption ${redemption} wallet ${wallet} replayed`,
  captureRedemption: `redemption ${redemption} wallet ${wallet} replayed`,
  voidRedemption: `redemption ${redemption} wallet ${wallet} replayed`,
  refundRedemption: `redemption ${redemption} wallet ${wallet} expiredPoints replayed`,
  requestCouponOrder: `couponOrder ${couponOrder}`,
  approveCouponOrder: `couponOrder ${couponOrder}`,
  issueCouponOrder: `couponOrder ${couponOrder} replayed`,
  exportCouponCodes: `couponOrder ${couponOrder} csvUrl`,
  allowCouponExport: `couponOrder ${couponOrder}`,
  markCouponOrderDelivered: `couponOrder ${couponOrder}`,
  cancelCouponOrder: `couponOrder ${couponOrder}`,
  voidCouponOrder: `couponOrder ${couponOrder}`,
  registerCoupon: `accrual ${accrual} coupon ${coupon} wallet ${wallet} replayed`,
  createPartner: 'partner { id code name businessNumber status createdAt }',
  setPartnerStatus: 'partner { id code status }',
  createAgency: 'agency { id code name commissionBasisPoints status }',
  setAgencyStatus: 'agency { id code status }',
  addCountry: 'country { code name currency }',
  createMerchant: 'merchant { id code name country currency acceptsPoints }',
  setMerchantAcceptsPoints: 'merchant { id code acceptsPoints }',
  createAccount: `account { id externalId status birthDate createdAt wallet ${wallet} }`,
  closeAccount: `account { id externalId status wallet ${wallet} }`,
  setWalletStatus: `wallet ${wallet}`,
  createContract: `contract { id channel status validityMonths validityNegotiated unitPrice billing
    creditLimit couponBilling startsOn endsOn budget { total granted reserved remaining } }`,
  changeContractStatus: 'contract { id status }',
  resendNotice: 'notice { id kind title body push status createdAt sentAt attempts lastError }',
  depositBudget: 'contract { id budget { total granted reserved remaining } } replayed',
} as const

interface Wallet {
  readonly id: string
  readonly status: string
  readonly available: number
  readonly held: number
  readonly pending: number
  readonly room: number
}

/** What a mutation came to. Only what its own payload has is there, or else what a RuleViolation has. */
export interface Outcome {
  readonly __typename: string
  readonly code: string | undefined
  readonly path: readonly string[] | undefined
  readonly message: string | undefined
  readonly replayed: boolean
  readonly accrual: {
    readonly id: string
    readonly status: string
    readonly amount: number
    readonly createdAt: string
  }
  readonly results: readonly Outcome[]
  readonly redemption: {
    readonly id: string
    readonly status: string
    readonly points: number
    readonly capturedPoints: number
    readonly refundedPoints: number
    readonly otherAmount: number
    readonly holdExpiresAt: string | null
  }
  readonly couponOrder: {
    readonly id: string
    readonly status: string
    readonly counts: { readonly issued: number; readonly registered: number }
  }
  readonly csvUrl: string
  readonly coupon: { readonly id: string; readonly suffix: string; readonly status: string }
  readonly notice: { readonly id: string; readonly status: string }
  readonly expiredPoints: number | null
  readonly wallet: Wallet
  readonly partner: { readonly id: string; readonly name: string }
  readonly agency: { readonly id: string; readonly name: string }
  readonly merchant: { readonly id: string; readonly name: string }
  readonly country: { readonly code: string; readonly name: string }
  readonly account: { readonly id: string; readonly externalId: string; readonly wallet: Wallet }
  readonly contract: {
    readonly id: string
    readonly validityMonths: number
    readonly budget: { readonly remaining: number }
  }
}

export type Mutation = keyof typeof payloads
export const mutations = Object.keys(payloads) as Mutation[]

/** The document of a mutation, which takes its input as `$input`. */
export function documentOf(name: Mutation): string {
  const type = name[0]?.toUpperCase() + name.slice(1)
  return `mutation ${type}($input: ${type}Input!) { ${name}(input: $input) { __typename
    ... on ${type}Payload { ${payloads[name]} }
    ... on RuleViolation { code rule message path } } }`
}
