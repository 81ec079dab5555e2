import type { LedgerProof } from '../../src/posting/ledger-check.ts'
import type { Benchmark } from './benchmark.ts'
import type { Compared, Speed } from './turns.ts'

/** What a benchmark found, and whether the ledger was still in step after it. */
export interface Found {
  readonly name: string
  readonly unit: string
  readonly compared: readonly Compared[]
  readonly ledger: { readonly ok: boolean; readonly journals: number }
}

export const foundBy = (
  { name, unit }: Benchmark,
  compared: readonly Compared[],
  { ok, journals }: LedgerProof,
): Found => ({ name, unit, compared, ledger: { ok, journals: Number(journals) } })

const head = ['', 'a second', 'p50 ms', 'p99 ms', 'reference', 'a second', 'ratio', 'asked', '']

/** For a person to read. */
export function tableOf({ name, unit, compared, ledger }: Found): string {
  const rows = [head, ...compared.map(rowOf)]
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, column))
      .join('  ')
      .trimEnd(),
  )
  const check = `ledger:check ${ledger.ok ? 'ok' : 'OUT OF STEP'}, ${number(ledger.journals)} journals`
  return [`${name} (${unit})`, ...lines, check, ''].join('\n')
}

function rowOf({ figure, reference, ratio, asked }: Compared): string[] {
  const reached = ratio >= asked ? 'reached' : 'short'
  const speed = ({ perSecond, p50Ms, p99Ms }: Speed) => [
    number(perSecond),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
  ]
  const against = [reference.name, number(reference.perSecond)]
  return [
    figure.name,
    ...speed(figure),
    ...against,
    threeDigits(ratio),
    threeDigits(asked),
    reached,
  ]
}

const number = (value: number): string =>
  value < 100 ? threeDigits(value) : Math.round(value).toLocaleString('en')

const threeDigits = (value: number): string =>
  value.toLocaleString('en', { maximumSignificantDigits: 3 })

/** Names to the left, numbers to the right. */
const textColumns: readonly number[] = [0, 4, 8]
const pad = (cell: string, width: number, column: number): string =>
  textColumns.includes(column) ? cell.padEnd(width) : cell.padStart(width)
