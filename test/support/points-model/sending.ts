import { operator } from '../market.ts'
import { accrualFields, orderFields, redemptionFields, sums } from './fields.ts'
import type { Server } from './server.ts'
import type { Answer, Ask } from './world.ts'

const wallet = `wallet { account { externalId } ${sums} }`
const redeemed = `redemption { ${redemptionFields} createdAt } ${wallet} replayed`
const ordered = `couponOrder { ${orderFields} }`

const payloads: Readonly<Record<string, string>> = {
  accruePoints: `accrual { ${accrualFields} createdAt } ${wallet} replayed`,
  cancelAccrual: `accrual { ${accrualFields} createdAt }`,
  depositBudget: 'contract { id } replayed',
  redeemPoints: redeemed,
  authorizeRedemption: redeemed,
  captureRedemption: redeemed,
  voidRedemption: redeemed,
  refundRedemption: `${redeemed} expiredPoints`,
  requestCouponOrder: ordered,
  approveCouponOrder: ordered,
  cancelCouponOrder: ordered,
  issueCouponOrder: `${ordered} replayed`,
  markCouponOrderDelivered: ordered,
  voidCouponOrder: ordered,
  registerCoupon: `accrual { ${accrualFields} createdAt } coupon { suffix status } ${wallet} replayed`,
  setWalletStatus: wallet,
  closeAccount: 'account { status }',
  changeContractStatus: 'contract { status }',
  setPartnerStatus: 'partner { status }',
  setMerchantAcceptsPoints: 'merchant { acceptsPoints }',
}

function documentOf(mutation: string): string {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
  return `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { __typename
    ... on ${type}Payload { ${payloads[mutation]} } ... on RuleViolation { code } } }`
}

type Row = Readonly<Record<string, unknown>>

/** What a mutation was answered. */
export interface Reply extends Answer {
  /** When what it made took effect. */
  readonly createdAt: number | undefined
  /** What its payload shows, to be compared with what queries show. */
  readonly accrual: Row | undefined
  readonly redemption: Row | undefined
  readonly couponOrder: Row | undefined
  readonly coupon: Row | undefined
  readonly wallet: (Row & { readonly account: { readonly externalId: string } }) | undefined
}

export async function send(
  { market }: Server,
  { mutation, input, by = operator }: Ask,
): Promise<Reply> {
  const { body } = await market.ask(by, documentOf(mutation), { input })
  const told = body.data?.[mutation]
  const made = told?.accrual ?? told?.redemption
  return {
    code: told ? (told.code ?? null) : codeOf(body),
    id:
      made?.id ??
      told?.couponOrder?.id ??
      (mutation === 'depositBudget' ? told?.contract?.id : undefined),
    replayed: told?.replayed,
    expiredPoints: told?.expiredPoints,
    createdAt: made && Date.parse(made.createdAt),
    accrual: told?.accrual,
    redemption: told?.redemption,
    couponOrder: told?.couponOrder,
    coupon: told?.coupon,
    wallet: told?.wallet,
  }
}

const codeOf = (body: {
  readonly errors?: readonly [{ extensions?: { code?: string } }]
}): string => body.errors?.[0]?.extensions?.code ?? JSON.stringify(body)
