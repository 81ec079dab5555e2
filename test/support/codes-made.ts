import { type CouponCode, parseCouponCode, suffixOf } from '../../src/domain/coupon-code.ts'
import type { CouponOrderId } from '../../src/domain/ids.ts'
import type { CouponSecrets } from '../../src/jobs/coupon-secrets.ts'
import type { Ground } from './ground.ts'

/** What an order's making has come to. */
export interface Made {
  /** What the order says of itself. */
  readonly made: number
  readonly coupons: number
  readonly sheets: number
  /** Read from the sheets, which hold those of the coupons and no others. */
  readonly codes: readonly CouponCode[]
}

/** @throws where the codes on the sheets are not those by which the coupons are found. */
export async function codesMade(
  { sql }: Pick<Ground, 'sql'>,
  secrets: CouponSecrets,
  order: CouponOrderId,
): Promise<Made> {
  const [found] = await sql(
    `select made, seal_key as "sealKey" from coupon_order
     left join coupon_export on order_id = id where id = $1`,
    [order],
  )
  const sheets = await sql(
    'select number, sealed from coupon_sheet where order_id = $1 order by number',
    [order],
  )
  const coupons = await sql(
    `select encode(code_hash, 'hex') as hash, suffix from coupon where order_id = $1`,
    [order],
  )
  const codes = sheets.flatMap(({ number, sealed }) =>
    secrets.unseal(found?.sealKey as Buffer, { order, number: Number(number) }, sealed as Buffer),
  )
  const kept = coupons.map(({ hash, suffix }) => `${hash} ${suffix}`).toSorted()
  const sealed = codes.map((code) => `${secrets.hashOf(code).toString('hex')} ${suffixOf(code)}`)
  if (kept.join() !== sealed.toSorted().join())
    throw new Error(`The sheets of order ${order} do not hold the codes of its coupons`)
  if (codes.some((code) => parseCouponCode(code) !== code))
    throw new Error(`The sheets of order ${order} hold what is no code`)
  return { made: Number(found?.made), coupons: coupons.length, sheets: sheets.length, codes }
}
