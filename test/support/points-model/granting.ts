import { endOfValidity, roomOf } from './wallet.ts'
import {
  type Accrual,
  type Answer,
  type Contract,
  contractOf,
  malformed,
  ok,
  type Recipient,
  refused,
  remainingOf,
  type Told,
  type World,
} from './world.ts'

const amountMost = 2_000_000
const dayMs = 86_400_000

interface Granting {
  readonly contract: string
  readonly recipient: Recipient
  readonly amount: number
}

export interface AccrueInput extends Granting {
  readonly scheduledFor?: string
}

/** R2, R9, R10, R12, R13, in the order of the refusals. */
export function accrue(world: World, input: AccrueInput, { id }: Told): Answer {
  const { now } = world
  const { recipient, amount } = input
  const scheduledFor = input.scheduledFor ? Date.parse(input.scheduledFor) : null
  if (scheduledFor !== null && (scheduledFor <= now || scheduledFor > now + 400 * dayMs))
    return malformed
  const contract = contractOf(world, input.contract)
  const code = refusalToGrant(world, input, scheduledFor ?? now)
  if (code) return refused(code)
  if (remainingOf(contract) < amount) return refused('CONTRACT_BUDGET_EXCEEDED')
  const test = contract.status === 'TESTING'
  const asked = { id, contract: input.contract, recipient, amount, test }
  const accrual: Accrual = { ...newAccrual(asked), scheduledFor }
  world.accruals.push(accrual)
  if (!accrual.test) contract.reserved += amount
  if (scheduledFor === null) grant(world, accrual)
  return ok({ id, replayed: false })
}

/** Of what was asked for: not paid yet. */
export const newAccrual = (
  asked: Pick<Accrual, 'id' | 'contract' | 'recipient' | 'amount' | 'test'>,
): Accrual => ({
  ...asked,
  scheduledFor: null,
  status: 'SCHEDULED',
  refusedCode: null,
  availableAmount: null,
  pendingAmount: null,
})

/** All that an accrual asks but for its budget. */
function refusalToGrant(world: World, { contract, amount, recipient }: Granting, at: number) {
  const code = refusalOfTerms(world, { contract, amount, channel: 'API' }, at)
  if (code) return code
  const { named, active } = siblingsOf(world, recipient)
  if (!named) return 'RECIPIENT_NOT_FOUND'
  if (active.length > 1) return 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS'
  return named.status === 'ACTIVE' ? undefined : 'WALLET_NOT_ACTIVE'
}

interface Terms {
  readonly contract: string
  readonly channel: Contract['channel']
  readonly amount: number
}

/** R13, R2. */
export function refusalOfTerms(world: World, { contract: id, channel, amount }: Terms, at: number) {
  const contract = contractOf(world, id)
  if (contract.channel !== channel) return 'CONTRACT_CHANNEL_MISMATCH'
  if (world.partner.suspended) return 'PARTNER_SUSPENDED'
  if (contract.status === 'ENDED' || at >= (contract.endsAt ?? Number.POSITIVE_INFINITY))
    return 'CONTRACT_NOT_LIVE'
  return amount < 1 || amount > amountMost ? 'ACCRUAL_AMOUNT_OUT_OF_RANGE' : undefined
}

/** R9: who is named, by account or as a person; and what active ones the person has. */
function siblingsOf({ accounts }: World, recipient: Recipient) {
  const named = 'account' in recipient ? accounts.get(recipient.account) : undefined
  const person = 'person' in recipient ? recipient.person : named?.person
  const active = [...accounts.values()]
    .filter((account) => account.person === person && account.wallet.status !== 'CLOSED')
    .map(({ wallet }) => wallet)
  return { named: 'account' in recipient ? named?.wallet : active[0], active }
}

/** R3, R5: what fits is available, the rest is pending. R13: a test moves nothing. */
export function grant(world: World, accrual: Accrual): void {
  const { id, contract: contractId, amount } = accrual
  const contract = contractOf(world, contractId)
  const { named: wallet } = siblingsOf(world, accrual.recipient)
  if (!wallet) throw new Error('Granted to nobody')
  const available = Math.min(amount, roomOf(wallet))
  const pending = amount - available
  Object.assign(accrual, {
    status: 'COMPLETED',
    availableAmount: available,
    pendingAmount: pending,
  })
  if (accrual.test) return
  contract.reserved -= amount
  contract.granted += amount
  const expiresAt = endOfValidity(world.now, contract.validityMonths)
  wallet.lots.push({
    id,
    position: world.accruals.indexOf(accrual),
    contract: contractId,
    amount,
    accruedAt: world.now,
    expiresAt,
    available,
    pending,
    held: 0,
    expired: 0,
  })
}

/** R10: what due work pays or refuses, in the order of its times; R13: by the days of these. */
export function payDue(world: World): void {
  const due = world.accruals.filter(
    ({ status, scheduledFor }) => status === 'SCHEDULED' && (scheduledFor ?? 0) <= world.now,
  )
  for (const accrual of due.toSorted((a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0))) {
    const code = refusalToGrant(world, accrual, accrual.scheduledFor ?? world.now)
    if (!code) grant(world, accrual)
    else {
      Object.assign(accrual, { status: 'REFUSED', refusedCode: code })
      unreserve(contractOf(world, accrual.contract), accrual)
    }
  }
}

const unreserve = (contract: Contract, { test, amount }: Accrual): void => {
  if (!test) contract.reserved -= amount
}

/** R7. */
export function cancel(world: World, { accrual: id }: { readonly accrual: string }): Answer {
  const accrual = world.accruals.find((one) => one.id === id)
  if (!accrual) return refused('NOT_FOUND')
  if (accrual.status === 'COMPLETED') return refused('ACCRUAL_ALREADY_COMPLETED')
  if (accrual.status === 'REFUSED') return refused('INVALID_STATE_CHANGE')
  if (accrual.status === 'SCHEDULED') unreserve(contractOf(world, accrual.contract), accrual)
  accrual.status = 'CANCELLED'
  return ok({ id })
}

/** R12, R13. */
export function deposit(
  world: World,
  input: { readonly contract: string; readonly points: number },
): Answer {
  const contract = contractOf(world, input.contract)
  if (contract.billing === 'POSTPAID' || contract.status === 'ENDED')
    return refused('INVALID_STATE_CHANGE')
  contract.deposited += input.points
  return ok({ id: input.contract, replayed: false })
}
