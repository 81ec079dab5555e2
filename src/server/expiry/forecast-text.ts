import { total } from '../../domain/points.ts'
import type { Forecast } from './forecast.ts'

const head = ['last day', 'partner', 'contract', 'wallets', 'lots', 'available', 'pending']
/** Names to the left, numbers to the right. */
const textColumns = 3

/** A forecast as a table for people. */
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
    'Nothing was written.',
  ]
  return [...aligned([head, ...rows, sums]), ...notes, ''].join('\n')
}

const number = (value: number | bigint): string => value.toLocaleString('en')

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const cell = (text: string, column: number): string => {
    const width = widths[column] ?? 0
    return column < textColumns ? text.padEnd(width) : text.padStart(width)
  }
  return rows.map((row) => row.map(cell).join('  ').trimEnd())
}
