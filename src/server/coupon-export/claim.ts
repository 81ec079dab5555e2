import type { Caller } from '../../domain/caller.ts'
import type { CouponOrderId } from '../../domain/ids.ts'
import { type Deed, recordDeed } from '../../schema/audit.ts'
import type { Database } from '../database.ts'
import type { CouponTerms } from './csv.ts'
import type { NoCodes } from './words.ts'

/** An export under way: whoever used its link, and nobody else. */
export interface Claim extends CouponTerms {
  readonly order: CouponOrderId
  readonly tokenHash: Uint8Array<ArrayBuffer>
  readonly quantity: number
  /** Who delivers the order, for whom alone the link was made. */
  readonly deliverer: Caller
}

interface Claimed extends CouponTerms {
  readonly order: CouponOrderId
  readonly quantity: number
  readonly deliveredBy: 'PARTNER' | 'AGENCY'
  readonly partnerCode: string
  readonly agencyCode: string | null
}

/** R15: uses a link up, in one statement, so that of any number who come at once one gets it. */
export const claimExport = (
  db: Database,
  tokenHash: Uint8Array<ArrayBuffer>,
  at: Date,
): Promise<Claim | NoCodes> =>
  db.$transaction(async (tx) => {
    const [claimed] = await tx.$queryRaw<Claimed[]>`
      update coupon_export
      set begun_at = ${at}
      from coupon_order
      join contract on contract.id = coupon_order.contract_id
      join partner on partner.id = contract.partner_id
      left join agency on agency.id = coupon_order.agency_id
      where coupon_order.id = order_id and token_hash = ${tokenHash} and begun_at is null
        and lapses_at > ${at} and seal_key is not null
        and voided_at is null and expired_at is null
      returning order_id as "order", value, quantity, register_by as "registerBy",
                delivered_by as "deliveredBy", partner.code as "partnerCode",
                agency.code as "agencyCode"`
    if (!claimed) return whyNot(tx, tokenHash, at)
    const { deliveredBy, partnerCode, agencyCode, ...order } = claimed
    const code = deliveredBy === 'PARTNER' ? partnerCode : (agencyCode ?? '')
    const claim = { ...order, tokenHash, deliverer: { kind: deliveredBy, code } }
    await recordDeed(tx, { caller: claim.deliverer, at }, deedOf(claim, 'BEGUN'))
    return claim
  })

async function whyNot(tx: Reading, tokenHash: Uint8Array<ArrayBuffer>, at: Date): Promise<NoCodes> {
  const [link] = await tx.couponExport.findMany({ where: { tokenHash } })
  if (!link?.lapsesAt) return 'UNKNOWN'
  if (link.begunAt) return 'USED'
  return link.lapsesAt <= at ? 'LAPSED' : 'ENDED'
}

type Reading = Pick<Database, 'couponExport'>

/** Audited as what the mutation began, by which the link was made. */
const deedOf = ({ order }: Claim, download: 'BEGUN' | 'RECEIVED' | 'BROKEN_OFF'): Deed => ({
  action: 'exportCouponCodes',
  target: { type: 'CouponOrder', id: order },
  details: { download },
})

export interface SealedSheet {
  readonly sealKey: Uint8Array
  readonly number: number
  readonly sealed: Uint8Array
}

/**
 * The sheet after that one; null after the last; undefined where the export is no longer this one:
 * the operator has allowed another.
 */
export async function sheetAfter(
  db: Database,
  { order, tokenHash }: Claim,
  number: number,
): Promise<SealedSheet | null | undefined> {
  const [row] = await db.$queryRaw<(SealedSheet | { readonly number: null })[]>`
    select seal_key as "sealKey", sheet.number, sealed
    from coupon_export
    left join lateral (
      select number, sealed
      from coupon_sheet
      where coupon_sheet.order_id = coupon_export.order_id and number > ${number}
      order by number
      limit 1
    ) as sheet on true
    where coupon_export.order_id = ${order}::uuid and token_hash = ${tokenHash}
      and seal_key is not null`
  return row && (row.number === null ? null : row)
}

/**
 * R15: what has become of an export. Where all of it was received, its key is destroyed, and
 * nobody can read the codes again.
 */
export const endExport = (db: Database, claim: Claim, isWhole: boolean, at: Date): Promise<void> =>
  db.$transaction(async (tx) => {
    const isLast = isWhole && (await destroyKey(tx, claim, at))
    const deed = deedOf(claim, isLast ? 'RECEIVED' : 'BROKEN_OFF')
    await recordDeed(tx, { caller: claim.deliverer, at }, deed)
  })

async function destroyKey(tx: Writing, { order, tokenHash }: Claim, at: Date): Promise<boolean> {
  const { count } = await tx.couponExport.updateMany({
    where: { orderId: order, tokenHash, receivedAt: null },
    data: { receivedAt: at, sealKey: null },
  })
  return count === 1
}

type Writing = Pick<Database, 'couponExport'>
