import { codesIn, ordering, orderStep, registering } from './asking-coupons.ts'
import { chosen, nextKey, pick, sized } from './choosing.ts'
import type { Course } from './stage.ts'
import type { Step } from './step.ts'
import { cap, type Redemption, roomOf, sumOf } from './wallet.ts'
import { type Ask, accountOf, contractOf, remainingOf, type World } from './world.ts'

type Asking<K> = Extract<Step, { readonly kind: K }>

/** What a step asks for, of what there is by now; undefined: there is nothing to ask about. */
export function askOf(step: Step, course: Course): Ask | undefined {
  switch (step.kind) {
    case 'accrue':
      return accrual(step, course)
    case 'redeem':
    case 'authorize':
      return spending(step, course)
    case 'cancel':
      return cancelling(step, course)
    case 'capture':
    case 'refund':
    case 'void':
      return furtherStep(step, course)
    case 'deposit':
      return deposit(step, course)
    case 'repeat':
      return repeat(step, course)
    case 'order':
      return ordering(step, course)
    case 'order step':
      return orderStep(step, course)
    case 'register':
      return registering(step, course)
    case 'wait':
    case 'due work':
    case 'make codes':
    case 'guess':
      return undefined
    default:
      return standing(step, course)
  }
}

const hourMs = 3_600_000

function accrual(step: Asking<'accrue'>, course: Course): Ask {
  const { world } = course
  const contract = chosen(world.contracts.keys(), step.contract)
  const account = chosen([...openFirst(world), `${course.name}-nobody`], step.account)
  const known = world.accounts.get(account)
  const left = remainingOf(contractOf(world, contract))
  const room = known ? roomOf(known.wallet) : 0
  const whole = step.of === 'budget' && left <= cap ? left : room || cap
  const scheduledFor =
    step.ahead === null ? undefined : new Date(world.now + step.ahead * hourMs).toISOString()
  return {
    mutation: 'accruePoints',
    input: {
      ...nextKey(course),
      contract,
      recipient: step.byPerson ? { person: known?.person ?? account } : { account },
      amount: sized(step.size, whole),
      ...(scheduledFor && { scheduledFor }),
    },
  }
}

function spending(step: Asking<'redeem' | 'authorize'>, course: Course): Ask | undefined {
  const { world, asked } = course
  const account = chosen(richestFirst(world), step.account)
  const available = availableOf(world, account)
  if (available === 0 && typeof step.size === 'string') return undefined
  const points = sized(step.size, available)
  const before = step.order === null ? undefined : pick(world.redemptions.toReversed(), step.order)
  const isHold = step.kind === 'authorize'
  return {
    mutation: isHold ? 'authorizeRedemption' : 'redeemPoints',
    input: {
      ...nextKey(course),
      account,
      merchant: before?.merchant ?? chosen(world.merchants.keys(), step.merchant),
      orderId: before?.orderId ?? `${course.name}-order-${asked.length}`,
      orderAmount: points + step.discount + step.rest,
      discountAmount: step.discount,
      points,
      ...(isHold && { holdDays: step.holdDays }),
    },
  }
}

/** Closed accounts get nothing, so they come last. */
const openFirst = ({ accounts }: World): readonly string[] => {
  const isClosed = (name: string) => accounts.get(name)?.wallet.status === 'CLOSED'
  const names = [...accounts.keys()]
  return [...names.filter((name) => !isClosed(name)), ...names.filter(isClosed)]
}
const availableOf = (world: World, account: string): number =>
  sumOf(accountOf(world, account).wallet.lots, 'available')
const richestFirst = (world: World): readonly string[] =>
  [...world.accounts.keys()].toSorted((a, b) => availableOf(world, b) - availableOf(world, a))

function cancelling({ which }: Asking<'cancel'>, { world }: Course): Ask | undefined {
  const scheduled = world.accruals.filter(({ status }) => status === 'SCHEDULED')
  const rest = world.accruals.filter(({ status }) => status !== 'SCHEDULED').toReversed()
  const found = pick([...scheduled, ...rest], which)
  return found && { mutation: 'cancelAccrual', input: { accrual: found.id } }
}

const verbs = {
  capture: 'captureRedemption',
  refund: 'refundRedemption',
  void: 'voidRedemption',
} as const

function furtherStep(step: Asking<'capture' | 'refund' | 'void'>, course: Course): Ask | undefined {
  const found = redemptionFor(step, course.world)
  if (!found) return undefined
  const input = { ...nextKey(course), redemption: found.id }
  if (step.kind === 'void') return { mutation: verbs.void, input }
  const isCapture = step.kind === 'capture'
  const whole = isCapture ? found.points : found.captured - found.refunded
  const points = sized(step.size, whole)
  const isLeftOut = isCapture && step.size === 'all'
  return { mutation: verbs[step.kind], input: isLeftOut ? input : { ...input, points } }
}

/** Where the step can't be taken, it is asked for all the same now and then. */
function redemptionFor({ kind, which }: Asking<keyof typeof verbs>, { redemptions }: World) {
  const likely = kind === 'refund' ? ['CAPTURED', 'PARTIALLY_REFUNDED'] : ['AUTHORIZED']
  const isLikely = ({ status }: Redemption) => likely.includes(status)
  const first = redemptions.filter(isLikely).toReversed()
  const rest = redemptions.filter((one) => !isLikely(one)).toReversed()
  return first.length > 0 || which > 1 ? pick([...first, ...rest], which) : undefined
}

function deposit({ contract, size }: Asking<'deposit'>, course: Course): Ask {
  const input = { contract: chosen(course.world.contracts.keys(), contract), points: size }
  return { mutation: 'depositBudget', input: { ...nextKey(course), ...input } }
}

/** What was asked before, again; or its key for something else. */
function repeat({ which, as }: Asking<'repeat'>, { asked, world }: Course): Ask | undefined {
  const before = pick(asked.toReversed(), which)
  if (!before || as === 'same') return before
  const { idempotencyKey: key, amount, points, code } = before.input
  if (key === undefined) return undefined
  if (as === 'other' && amount)
    return { ...before, input: { ...before.input, amount: +amount + 1 } }
  if (as === 'other' && points)
    return { ...before, input: { ...before.input, points: +points + 1 } }
  if (as === 'other' && code)
    return { ...before, input: { ...before.input, code: chosen(codesIn(world), which) } }
  const contract = chosen(world.contracts.keys(), 0)
  return { mutation: 'depositBudget', input: { idempotencyKey: key, contract, points: 1 } }
}

type Standing = Asking<'freeze' | 'thaw' | 'close' | 'contract' | 'partner' | 'merchant'>

/** What operators do to accounts, contracts, partners, merchants; undefined: it is so already. */
function standing(step: Standing, { world }: Course): Ask | undefined {
  switch (step.kind) {
    case 'contract': {
      const contract = chosen(world.contracts.keys(), step.contract)
      if (contractOf(world, contract).status === step.to) return undefined
      return { mutation: 'changeContractStatus', input: { contract, status: step.to } }
    }
    case 'partner': {
      const { code: partner, suspended } = world.partner
      if (suspended === step.suspended) return undefined
      const status = step.suspended ? 'SUSPENDED' : 'ACTIVE'
      return { mutation: 'setPartnerStatus', input: { partner, status } }
    }
    case 'merchant': {
      const { accepts: acceptsPoints } = step
      const merchant = chosen(world.merchants.keys(), step.merchant)
      if (world.merchants.get(merchant) === acceptsPoints) return undefined
      return { mutation: 'setMerchantAcceptsPoints', input: { merchant, acceptsPoints } }
    }
    case 'close':
    case 'freeze': {
      const input = { account: chosen(world.accounts.keys(), step.account) }
      if (step.kind === 'close') return { mutation: 'closeAccount', input }
      return { mutation: 'setWalletStatus', input: { ...input, status: 'FROZEN' } }
    }
    case 'thaw': {
      const account = pick(frozenIn(world), step.account)
      if (account === undefined) return undefined
      return { mutation: 'setWalletStatus', input: { account, status: 'ACTIVE' } }
    }
  }
}

const frozenIn = ({ accounts }: World): readonly string[] =>
  [...accounts.keys()].filter((name) => accounts.get(name)?.wallet.status === 'FROZEN')
