import { stat } from 'node:fs/promises'
import type { Purpose } from '../../domain/accrual.ts'
import type { ContractId } from '../../domain/ids.ts'
import type { Language } from '../../domain/refusal.ts'
import { openProgress, type Progress } from '../progress.ts'
import type { Workbench } from '../with-ledger.ts'
import { isMalformed, type MalformedLine } from './line.ts'
import { openLineKeys } from './line-keys.ts'
import { type LinePosting, postLines, type Result } from './post-lines.ts'
import { type List, readList } from './read-list.ts'
import { openResultFile, resultPathOf } from './result-file.ts'
import { openTally, type Tally } from './tally.ts'

/** A list of grants, and what all of them share. */
export interface ListAccrual {
  readonly list: List
  readonly contract: ContractId
  readonly purpose: Purpose
  readonly eventTitle: string | null
  /** Names this run of the list: see `openLineKeys`. */
  readonly run: string
  /** In which it is told what became of each line. */
  readonly language: Language
}

/**
 * Grants each line of a list, writes what became of it beside the list, and counts.
 *
 * Where it was stopped, the result file is left out; the same again goes on.
 */
export async function accrueList(
  accrual: ListAccrual,
  { posting }: Pick<Workbench, 'posting'>,
  signal: AbortSignal,
): Promise<Tally> {
  const { list, run, language, ...shared } = accrual
  const keys = openLineKeys({ name: run, contract: shared.contract })
  for await (const line of readList(list)) {
    if (signal.aborted) break
    keys.mark(line)
  }
  // So that the engine, too, gives up what can't be had.
  signal.addEventListener('abort', () => void posting.drain(), { once: true })
  const { size } = await stat(list.path)
  const file = await openResultFile(resultPathOf(list.path), language)
  const progress = openProgress(size)
  const onWait = () => progress.say('waiting for the database')
  try {
    const how: LinePosting = { ...shared, posting, keys, signal, onWait }
    const tally = openTally()
    for await (const results of postLines(readList(list), how)) {
      await file.add(results)
      tally.add(results)
      tellProgress(progress, tally, results)
    }
    if (!signal.aborted) await file.publish()
    return tally
  } finally {
    progress.end()
    await file.close()
  }
}

function tellProgress(progress: Progress, tally: Tally, results: readonly Result[]): void {
  const last = results.at(-1)
  if (last) progress.tell(last.line.endsAtByte, `${tally.lines().toLocaleString('en')} lines`)
}

/** Reads a list and does nothing; answers how many lines it has, and those that are malformed. */
export async function checkList(
  list: List,
  onMalformed: (line: MalformedLine) => void,
): Promise<{ readonly lines: number; readonly malformed: number }> {
  const counts = { lines: 0, malformed: 0 }
  for await (const line of readList(list)) {
    counts.lines += 1
    if (!isMalformed(line)) continue
    counts.malformed += 1
    onMalformed(line)
  }
  return counts
}
