import { GraphQLError } from 'graphql'
import type { Caller, CallerKind } from '../domain/caller.ts'
import type { Prisma } from '../generated/prisma/client.ts'
import type { Context } from './context.ts'

/** The error of a call that its caller may not make, whoever it is. */
export const denied = (caller: Caller | undefined): GraphQLError =>
  caller
    ? new GraphQLError(`This is not for callers of the kind ${caller.kind}.`, {
        extensions: { code: 'FORBIDDEN' },
      })
    : new GraphQLError('Say who is calling, by a bearer token in the Authorization header.', {
        extensions: { code: 'UNAUTHENTICATED' },
      })

/** The caller, of one of these kinds. @throws UNAUTHENTICATED or FORBIDDEN otherwise. */
export function requireKind({ caller }: Pick<Context, 'caller'>, ...kinds: CallerKind[]): Caller {
  if (!caller || !kinds.includes(caller.kind)) throw denied(caller)
  return caller
}

/** Whether the caller is of one of these kinds. */
export const isKind = ({ caller }: Pick<Context, 'caller'>, ...kinds: CallerKind[]): boolean =>
  caller !== undefined && kinds.includes(caller.kind)

/** Matches no row. */
export const nothing: { id: { in: string[] } } = { id: { in: [] } }

/**
 * The rows that a caller may see, as a condition on them: an operator all,
 * anyone else what the rule of their kind says, without one nothing.
 */
const visible =
  <Where extends object>(rules: Partial<Record<CallerKind, (code: string) => Where>>) =>
  ({ caller }: Pick<Context, 'caller'>): Where | typeof nothing | Record<string, never> => {
    if (!caller) return nothing
    if (caller.kind === 'OPERATOR') return {}
    return rules[caller.kind]?.(caller.code) ?? nothing
  }

const ofUser = (externalId: string) => ({ account: { externalId } })

/** Coupons that a user registered: each opened a lot, but for tests, which grant nothing. */
const registeredBy = (externalId: string) => ({ accrual: { lot: { wallet: ofUser(externalId) } } })

const givenTo = (agency: string) => ({ couponOrders: { some: { agency: { code: agency } } } })

export const visiblePartners = visible<Prisma.PartnerWhereInput>({
  PARTNER: (code) => ({ code }),
  AGENCY: (code) => ({ contracts: { some: givenTo(code) } }),
  USER: (id) => ({ contracts: { some: { lots: { some: { wallet: ofUser(id) } } } } }),
})

export const visibleAgencies = visible<Prisma.AgencyWhereInput>({
  PARTNER: (code) => ({ couponOrders: { some: { contract: { partner: { code } } } } }),
  AGENCY: (code) => ({ code }),
})

export const visibleMerchants = visible<Prisma.MerchantWhereInput>({
  MERCHANT: (code) => ({ code }),
  USER: (id) => ({ redemptions: { some: { wallet: ofUser(id) } } }),
})

export const visibleContracts = visible<Prisma.ContractWhereInput>({
  PARTNER: (code) => ({ partner: { code } }),
  AGENCY: givenTo,
  USER: (id) => ({ lots: { some: { wallet: ofUser(id) } } }),
})

export const visibleCouponOrders = visible<Prisma.CouponOrderWhereInput>({
  PARTNER: (code) => ({ contract: { partner: { code } } }),
  AGENCY: (code) => ({ agency: { code } }),
  USER: (id) => ({ coupons: { some: registeredBy(id) } }),
})

export const visibleCoupons = visible<Prisma.CouponWhereInput>({
  PARTNER: (code) => ({ order: { contract: { partner: { code } } } }),
  AGENCY: (code) => ({ order: { agency: { code } } }),
  USER: registeredBy,
})

export const visibleAccounts = visible<Prisma.AccountWhereInput>({
  USER: (externalId) => ({ externalId }),
})

export const visibleWallets = visible<Prisma.WalletWhereInput>({ USER: ofUser })

export const visibleLots = visible<Prisma.LotWhereInput>({ USER: (id) => ({ wallet: ofUser(id) }) })

export const visibleAccruals = visible<Prisma.AccrualWhereInput>({
  PARTNER: (code) => ({ contract: { partner: { code } } }),
  USER: (id) => ({ test: false, wallet: ofUser(id) }),
})

export const visibleRedemptions = visible<Prisma.RedemptionWhereInput>({
  MERCHANT: (code) => ({ merchant: { code } }),
  USER: (id) => ({ wallet: ofUser(id) }),
})

export const visibleNotices = visible<Prisma.NoticeWhereInput>({
  USER: (id) => ({ wallet: ofUser(id) }),
})

export const visibleAuditEvents = visible<Prisma.AuditEventWhereInput>({})
