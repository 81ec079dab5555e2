import { total } from '../../domain/points.ts'
import type { ExpiringCoupons } from './coupon-forecast.ts'
import type { Forecast } from './forecast.ts'

const head = ['last day', 'partner', 'contract', 'wallets', 'lots', 'available', 'pending']
/** Names to the left, numbers to the right. */
const textColumns = 3

/** A forecast of points in wallets as a table for people. */
export function forecastAsTable(
  { expiring, wallets, lapses, filled }: Forecast,
  partners: ReadonlyMap<string, string>,
): string {
  const rows = expiring.map(({ lastDay, contract, ...row }) => [
    ...[lastDay, partners.get(contract) ?? '', contract],
    ...[row.wallets, row.lots, row.available, row.pending].map(number),
  ])
  const sums = [
    ...['in all', '', ''],
    ...[
      wallets,
      expiring.reduce((sum, { lots }) => sum + lots, 0),
      total(expiring.map(({ available }) => available)),
      total(expiring.map(({ pending }) => pending)),
    ].map(number),
  ]
  const notes = [
    ...(lapses > 0 ? [`Holds that end by themselves before: ${number(lapses)}.`] : []),
    ...(filled > 0n ? [`Pending points that become available before: ${number(filled)}.`] : []),
  ]
  return [...aligned([head, ...rows, sums]), ...notes, ''].join('\n')
}

const couponHead = ['last day', 'partner', 'contract', 'orders', 'coupons', 'to budget', 'lost']

/** The same of coupons. */
export function couponsAsTable(expiring: readonly ExpiringCoupons[]): string {
  const rows = expiring.map(({ lastDay, partner, contract, ...row }) => [
    ...[lastDay, partner, contract],
    ...[row.orders, row.coupons, row.released, row.breakage].map(number),
  ])
  return [...aligned([couponHead, ...rows]), ''].join('\n')
}

const number = (value: number | bigint): string => value.toLocaleString('en')

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = rows[0] ?? []
  const widths = columns.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const cell = (text: string, column: number): string => {
    const width = widths[column] ?? 0
    return column < textColumns ? text.padEnd(width) : text.padStart(width)
  }
  return rows.map((row) => row.map(cell).join('  ').trimEnd())
}
