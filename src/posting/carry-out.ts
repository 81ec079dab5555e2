import { callerScope } from '../domain/caller.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { type BatchState, beginCommand, booksOf, dateAt, keyName, walletsOf } from './books.ts'
import type { Changes } from './changes.ts'
import type { Answer, Command } from './command.ts'
import type { Acceptance, FailedCode, Kept } from './handler.ts'
import { handlerOf } from './handlers.ts'
import {
  type Page,
  recordAccrual,
  recordClosing,
  recordCoupon,
  recordCouponOrder,
  recordDeed,
  recordDraft,
  recordFailedCode,
  recordOnContract,
  recordRedemption,
  walletRow,
} from './record.ts'

/** A command in the queue, and what an earlier try may have committed without our hearing of it. */
export interface Item {
  readonly command: Command
  /** SHA-256 of its input, in hex. */
  readonly fingerprint: string
  tried?: { readonly kept: Kept; readonly answer: Answer }
  /** The same of a code that failed. */
  failed?: { readonly id: string; readonly refusal: FailedCode }
}

/** Decides one command over the books as the commands before it left them, and moves them on. */
export function carryOut(item: Item, state: BatchState, changes: Changes): Answer | Refusal {
  const { command } = item
  const handler = handlerOf(command)
  const at = beginCommand(state, walletsOf(command, state))
  const books = booksOf(state, at)
  const spaces = handler.keySpaces?.(command, books) ?? [false]
  const before = answeredBefore(item, spaces, state)
  if (before) return before
  if (item.failed && isRecorded(item.failed, state)) return item.failed.refusal
  const decision = handler.decide(command, books, { at, on: dateAt(at) })
  const page = { state, changes, at }
  if (isFailedCode(decision)) return countFailure(item, decision, page)
  if (isRefusal(decision)) return decision
  return accept(item, decision, spaces[0] ?? false, page)
}

/** R35: the first answer again; or a refusal, where the key was given for something else. */
function answeredBefore(
  { command, fingerprint, tried }: Item,
  spaces: readonly boolean[],
  state: BatchState,
): Answer | Refusal | undefined {
  if (!('idempotencyKey' in command)) return undefined
  const scope = callerScope(command.caller)
  const kept = spaces
    .map((test) => state.kept.get(keyName(scope, command.idempotencyKey, test)))
    .find((found) => found !== undefined)
  if (!kept) return undefined
  if (kept.fingerprint !== fingerprint) return refuse('IDEMPOTENCY_KEY_REUSED', 'idempotencyKey')
  if (tried && isSame(tried.kept, kept.answer)) return tried.answer
  return handlerOf(command).replay?.(kept.answer)
}

/** Whether what is kept is what an earlier try of ours wrote: ids are never made twice. */
const isSame = (kept: Kept, found: unknown): boolean =>
  typeof found === 'object' &&
  found !== null &&
  Object.entries(kept).every(([name, id]) => (found as Kept)[name] === id)

/** R17: that it failed is the one thing that a refused code writes. */
function countFailure(item: Item, refusal: FailedCode, page: Page): Refusal {
  item.failed = { id: recordFailedCode(refusal.failedBy, page), refusal }
  return refusal
}

const isFailedCode = (decision: object): decision is FailedCode => 'failedBy' in decision

const isRecorded = ({ id, refusal }: NonNullable<Item['failed']>, state: BatchState): boolean =>
  state.couponFailures.get(refusal.failedBy)?.includes(id) ?? false

function accept(item: Item, acceptance: Acceptance<Answer>, test: boolean, page: Page): Answer {
  const { state, changes } = page
  const { draft, onContract, accrual, redemption, refund, notice, closes, deed } = acceptance
  const { couponOrder, coupon } = acceptance
  if (draft) recordDraft(draft, page)
  if (onContract) recordOnContract(onContract, page)
  if (accrual) recordAccrual(accrual, page)
  if (redemption) recordRedemption(redemption, page)
  if (refund) changes.refunds.push(refund)
  if (couponOrder) recordCouponOrder(couponOrder, page)
  if (coupon) recordCoupon(coupon, page)
  if (notice) changes.notices.push(notice)
  if (closes) recordClosing(closes, page)
  if (deed) recordDeed(item.command, deed, page)
  const answer = acceptance.answer((id) => walletRow(state, id))
  if (acceptance.kept) keepAnswer(item, { kept: acceptance.kept, answer }, test, page)
  return answer
}

/** R35: what a key was answered, for later commands of the batch and for ever. */
function keepAnswer(
  item: Item,
  tried: NonNullable<Item['tried']>,
  test: boolean,
  { state, changes, at }: Page,
): void {
  const { command, fingerprint } = item
  if (!('idempotencyKey' in command)) return
  const caller = callerScope(command.caller)
  const key = command.idempotencyKey
  const answer = tried.kept
  changes.keys.push({ caller, key, test, fingerprint, answer, createdAt: at })
  state.kept.set(keyName(caller, key, test), { fingerprint, answer })
  item.tried = tried
}
