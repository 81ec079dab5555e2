import { isRefusal } from '../../src/domain/refusal.ts'
import type { RedeemPoints } from '../../src/posting/asks.ts'
import { spendableAt } from './model.ts'
import { credit, type Outcome, type Stage } from './random-commands.ts'
import type { Standing } from './replay.ts'

/** A contract's budget from an instant on. */
export interface BudgetStep {
  readonly from: Date
  readonly budget: bigint
}

export interface Course {
  readonly stage: Stage
  readonly outcomes: readonly Outcome[]
  /** By wallet. */
  readonly standings: ReadonlyMap<string, readonly Standing[]>
  /** By contract. */
  readonly budgets: ReadonlyMap<string, readonly BudgetStep[]>
}

// Instants of the ledger are cut off to milliseconds.
const slackMs = 2

/** What was in force at some time between two instants: the last before them, and all in between. */
function within<Step extends { readonly from: Date }>(
  steps: readonly Step[],
  { sentAt, answeredAt }: Outcome,
): readonly Step[] {
  const start = steps.findLastIndex(({ from }) => from.getTime() <= sentAt - slackMs)
  const end = steps.findLastIndex(({ from }) => from.getTime() <= answeredAt + slackMs)
  return steps.slice(Math.max(start, 0), end + 1)
}

/** What may be a reason, picked out once: accounts that closed, and orders that were redeemed. */
interface Reasons extends Course {
  readonly closings: readonly Outcome[]
  /** When the first of them was asked for, by order. */
  readonly redeemed: ReadonlyMap<string, number>
}

function reasonsIn(course: Course): Reasons {
  const accepted = course.outcomes.filter(({ answer }) => !isRefusal(answer))
  const redeemed = new Map<string, number>()
  for (const { command, sentAt } of accepted)
    if (command.kind === 'redeemPoints')
      redeemed.set(command.orderId, Math.min(sentAt, redeemed.get(command.orderId) ?? sentAt))
  const closings = accepted.filter(({ command }) => command.kind === 'closeAccount')
  return { ...course, closings, redeemed }
}

/** Refusals for which there was no reason at any time between question and answer, in words. */
export function unexplained(course: Course): string[] {
  const reasons = reasonsIn(course)
  return course.outcomes.flatMap((outcome) => {
    if (!isRefusal(outcome.answer) || hasReason(outcome, reasons)) return []
    return [`${outcome.answer.code}: ${Object.values(outcome.command).join(' ')}`]
  })
}

function hasReason(outcome: Outcome, course: Reasons): boolean {
  const { command, answer } = outcome
  if (!isRefusal(answer)) return true
  const { stage } = course
  const account = accountOf(outcome, stage)
  switch (answer.code) {
    case 'INSUFFICIENT_POINTS':
      return command.kind === 'redeemPoints' && lackedPoints(outcome, command, course)
    case 'CONTRACT_BUDGET_EXCEEDED':
      return command.kind === 'accruePoints' && lackedBudget(outcome, course)
    case 'WALLET_NOT_ACTIVE':
      return mayBeClosed(account, outcome, course)
    case 'RECIPIENT_NOT_FOUND':
      return siblingsOf(account, stage).every((one) => mayBeClosed(one, outcome, course))
    case 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS':
      return siblingsOf(account, stage).filter((one) => mayBeOpen(one, outcome, course)).length > 1
    case 'ORDER_ALREADY_REDEEMED':
      return command.kind === 'redeemPoints' && isTaken(outcome, command, course)
    default:
      return false
  }
}

/** Accepted for the first time although its account was closed before, in words. */
export function acceptedTooLate(course: Course): string[] {
  const reasons = reasonsIn(course)
  return course.outcomes.flatMap((outcome) => {
    const { command, answer } = outcome
    if (command.kind !== 'accruePoints' && command.kind !== 'redeemPoints') return []
    if (isRefusal(answer) || !('replayed' in answer) || answer.replayed) return []
    if (mayBeOpen(accountOf(outcome, course.stage), outcome, reasons)) return []
    return [`${command.kind} ${command.idempotencyKey}`]
  })
}

/** Of a person who is named: the one that is never closed, if they have one. */
export function accountOf({ command }: Outcome, { personHashes }: Stage): string {
  if ('account' in command) return command.account
  if (command.kind !== 'accruePoints') return ''
  const { recipient } = command
  if ('account' in recipient) return recipient.account
  const hashed = 'personHash' in recipient ? recipient.personHash : ''
  return [...personHashes].find(([, hash]) => hash === hashed)?.[0] ?? ''
}

const siblingsOf = (account: string, { twins }: Stage): readonly string[] =>
  twins.includes(account) ? twins : [account]

const closingsOf = (account: string, { closings }: Reasons): readonly Outcome[] =>
  closings.filter(({ command }) => 'account' in command && command.account === account)

const mayBeClosed = (account: string, { answeredAt }: Outcome, reasons: Reasons): boolean =>
  closingsOf(account, reasons).some(({ sentAt }) => sentAt <= answeredAt)

const mayBeOpen = (account: string, { sentAt }: Outcome, reasons: Reasons): boolean =>
  !closingsOf(account, reasons).some(({ answeredAt }) => answeredAt < sentAt)

function lackedPoints(outcome: Outcome, { account, points }: RedeemPoints, course: Course) {
  const wallet = course.stage.accounts.find(({ externalId }) => externalId === account)?.wallet
  const all = course.standings.get(wallet ?? '') ?? []
  const steps = within(all, outcome)
  const isBeforeAll = steps.length === 0 || steps[0] === all[0]
  return (
    isBeforeAll ||
    steps.some(({ wallet: held }) => spendableAt(held, new Date(outcome.answeredAt)) < points)
  )
}

function lackedBudget(outcome: Outcome, { stage, budgets }: Course): boolean {
  const { command } = outcome
  if (command.kind !== 'accruePoints') return false
  const { contract, amount } = command
  const limit = contract === stage.contracts.postpaid ? credit : 0n
  const steps = within(budgets.get(contract) ?? [], outcome)
  return steps.some(({ budget }) => budget + limit < amount)
}

const isTaken = ({ answeredAt }: Outcome, { orderId }: RedeemPoints, { redeemed }: Reasons) =>
  (redeemed.get(orderId) ?? Number.POSITIVE_INFINITY) <= answeredAt
