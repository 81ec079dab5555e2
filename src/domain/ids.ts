declare const owner: unique symbol
export type Id<Owner extends string> = string & { readonly [owner]: Owner }

export type PartnerId = Id<'partner'>
export type MerchantId = Id<'merchant'>
export type ContractId = Id<'contract'>
export type PersonId = Id<'person'>
export type AccountId = Id<'account'>
export type WalletId = Id<'wallet'>
/** A lot shares the id of its accrual: one lot per accrual. */
export type LotId = Id<'lot'>
export type AccrualId = Id<'accrual'> | LotId
export type RedemptionId = Id<'redemption'>
export type AgencyId = Id<'agency'>
export type CouponOrderId = Id<'couponOrder'>

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Parse, don't cast: the only way to get a branded id from outside text. */
export const parseId = <T extends Id<string>>(text: string): T | undefined =>
  uuid.test(text) ? (text as T) : undefined
