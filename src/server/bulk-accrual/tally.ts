import { noPoints, type Points, plus } from '../../domain/points.ts'
import { isMalformed } from './line.ts'
import type { Result } from './post-lines.ts'

/** What became of the lines of a list, counted. */
export interface Tally {
  readonly add: (results: readonly Result[]) => void
  readonly lines: () => number
  /** Whether each line is granted, now or before. */
  readonly isAllDone: () => boolean
  /** For a person to read. */
  readonly text: () => string
}

export function openTally(): Tally {
  const counts = { ACCEPTED: 0, REPLAYED: 0, REFUSED: 0, MALFORMED: 0, FAILED: 0 }
  const codes = new Map<string, number>()
  const granted = { ACCEPTED: noPoints, REPLAYED: noPoints }
  let tests = 0
  const lines = () => Object.values(counts).reduce((sum, count) => sum + count, 0)
  const isAllDone = () => counts.ACCEPTED + counts.REPLAYED === lines()

  const addOne = (result: Result) => {
    const { outcome, line } = result
    counts[outcome] += 1
    if (outcome === 'REFUSED')
      codes.set(result.refusal.code, (codes.get(result.refusal.code) ?? 0) + 1)
    if (outcome === 'ACCEPTED' && result.test) tests += 1
    if ((outcome === 'ACCEPTED' || outcome === 'REPLAYED') && !isMalformed(line))
      granted[outcome] = plus(granted[outcome], line.amount)
  }

  const rows = (): [string, number | Points][] => [
    ['lines', lines()],
    ['accepted', counts.ACCEPTED],
    ['already done', counts.REPLAYED],
    ['refused', counts.REFUSED],
    ...[...codes].toSorted().map(([code, count]): [string, number] => [`  ${code}`, count]),
    ['malformed', counts.MALFORMED],
    ...(counts.FAILED > 0 ? [['failed', counts.FAILED] as [string, number]] : []),
    ['points granted now', granted.ACCEPTED],
    ['points granted before', granted.REPLAYED],
  ]
  const text = () =>
    rows()
      .map(([name, value]) => `${name.padEnd(36)}${value.toLocaleString('en').padStart(16)}\n`)
      .join('') +
    (tests > 0 ? 'The contract is in TESTING: nothing of it was really granted (R13).\n' : '')
  return {
    add(results: readonly Result[]) {
      for (const result of results) addOne(result)
    },
    lines,
    isAllDone,
    text,
  }
}
