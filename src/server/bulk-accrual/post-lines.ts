import { setTimeout as sleep } from 'node:timers/promises'
import type { Purpose } from '../../domain/accrual.ts'
import type { AccrualId, ContractId } from '../../domain/ids.ts'
import { isRefusal, type Refusal } from '../../domain/refusal.ts'
import type { AccruePoints } from '../../posting/asks.ts'
import type { PointsAccrued } from '../../posting/command.ts'
import { isWorthAsking } from '../../posting/fault.ts'
import type { Posting } from '../../posting/posting.ts'
import { messageOf } from '../errors.ts'
import { isMalformed, type Line } from './line.ts'
import type { LineKeys } from './line-keys.ts'

/** What became of a line. */
export type Result = { readonly line: Line } & (
  | { readonly outcome: 'MALFORMED' }
  | {
      readonly outcome: 'ACCEPTED'
      readonly key: string
      readonly accrual: AccrualId
      readonly test: boolean
    }
  | { readonly outcome: 'REPLAYED'; readonly key: string; readonly accrual: AccrualId }
  | { readonly outcome: 'REFUSED'; readonly key: string; readonly refusal: Refusal }
  | { readonly outcome: 'FAILED'; readonly key: string; readonly fault: string }
)

export interface LinePosting {
  readonly posting: Posting
  readonly keys: LineKeys
  readonly contract: ContractId
  readonly purpose: Purpose
  readonly eventTitle: string | null
  /** Once aborted nothing more is begun, and what can't be had is no longer waited for. */
  readonly signal: AbortSignal
  /** Hears that the database can't be had, or is busy, and that it is waited for. */
  readonly onWait: () => void
}

const pageSize = 1_000
/** Enough that the engine never waits for a page. */
const pagesAtOnce = 3

/**
 * Grants what the lines say, and gives what became of them in their order, a page at a time.
 *
 * However many lines there are, a few pages are in memory at once. Each line is accepted or refused
 * on its own (R11); while the database can't be had, it is waited for.
 */
export async function* postLines(
  lines: AsyncIterable<Line>,
  how: LinePosting,
): AsyncGenerator<readonly Result[]> {
  const underWay: Promise<readonly Result[]>[] = []
  try {
    for await (const page of pagesOf(lines, how.signal)) {
      underWay.push(Promise.all(page.map((line) => postLine(line, how))))
      if (underWay.length >= pagesAtOnce) yield await next(underWay)
    }
    while (underWay.length > 0) yield await next(underWay)
  } finally {
    await Promise.allSettled(underWay)
  }
}

const next = async (underWay: Promise<readonly Result[]>[]) => (await underWay.shift()) ?? []

async function* pagesOf(
  lines: AsyncIterable<Line>,
  signal: AbortSignal,
): AsyncGenerator<readonly Line[]> {
  let page: Line[] = []
  for await (const line of lines) {
    if (signal.aborted) break
    page.push(line)
    if (page.length < pageSize) continue
    yield page
    page = []
  }
  if (page.length > 0 && !signal.aborted) yield page
}

async function postLine(line: Line, how: LinePosting): Promise<Result> {
  if (isMalformed(line)) return { line, outcome: 'MALFORMED' }
  const { contract, purpose, eventTitle, keys } = how
  const { recipient, amount } = line
  const key = keys.keyOf(line)
  try {
    const answer = await insist(
      {
        kind: 'accruePoints',
        caller: { kind: 'OPERATOR', code: 'accrue' },
        idempotencyKey: key,
        ...{ contract, purpose, eventTitle, recipient, amount },
      },
      how,
    )
    if (isRefusal(answer)) return { line, outcome: 'REFUSED', key, refusal: answer }
    const { accrual, rows } = answer
    return rows
      ? { line, outcome: 'ACCEPTED', key, accrual, test: rows.accrual.test }
      : { line, outcome: 'REPLAYED', key, accrual }
  } catch (fault) {
    return { line, outcome: 'FAILED', key, fault: messageOf(fault) }
  }
}

const pauseMs = 1_000

/** Asks again for as long as that may help: a line's key gives it one effect (R36). */
async function insist(
  command: AccruePoints,
  { posting, signal, onWait }: LinePosting,
): Promise<PointsAccrued | Refusal> {
  for (;;) {
    try {
      return await posting.post<'accruePoints'>(command)
    } catch (fault) {
      if (signal.aborted || !isWorthAsking(fault)) throw fault
      onWait()
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }
}
