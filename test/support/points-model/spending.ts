import {
  endOfHold,
  giveBack,
  lose,
  type Redemption,
  release,
  settle,
  sumOf,
  take,
  type Wallet,
} from './wallet.ts'
import { type Answer, accountOf, ok, refused, type Told, type World } from './world.ts'

export interface SpendInput {
  readonly account: string
  readonly merchant: string
  readonly orderId: string
  readonly orderAmount: number
  readonly discountAmount: number
  readonly points: number
  /** Of a hold alone. */
  readonly holdDays?: number
}

/** R19 to R22, R26, in the order of the refusals: in one step, or the first of two. */
export function spend(world: World, input: SpendInput, { id, at }: Told): Answer {
  const { account, merchant, orderId, orderAmount, discountAmount, points, holdDays } = input
  const isHold = holdDays !== undefined
  if (!world.merchants.get(merchant)) return refused('MERCHANT_NOT_ELIGIBLE')
  if (points + discountAmount > orderAmount) return refused('REDEMPTION_EXCEEDS_ORDER')
  if (world.redemptions.some((other) => countsFor(other, merchant, orderId)))
    return refused('ORDER_ALREADY_REDEEMED')
  const { wallet } = accountOf(world, account)
  if (wallet.status !== 'ACTIVE') return refused('WALLET_NOT_ACTIVE')
  if (sumOf(wallet.lots, 'available') < points) return refused('INSUFFICIENT_POINTS')
  const order = { account, merchant, orderId, orderAmount, discountAmount, points }
  const redemption: Redemption = {
    id,
    ...order,
    endsAt: isHold ? endOfHold(at, holdDays) : null,
    status: isHold ? 'AUTHORIZED' : 'CAPTURED',
    captured: isHold ? 0 : points,
    refunded: 0,
    draws: take(wallet, points, isHold ? 'held' : 'spent'),
  }
  wallet.redemptions.push(redemption)
  world.redemptions.push(redemption)
  settle(wallet, world.now)
  return ok({ id, replayed: false })
}

/** R21: voided and lapsed ones don't count. */
const countsFor = ({ status, ...other }: Redemption, merchant: string, orderId: string): boolean =>
  other.merchant === merchant &&
  other.orderId === orderId &&
  status !== 'VOIDED' &&
  status !== 'LAPSED'

interface StepInput {
  readonly redemption: string
  readonly points?: number | undefined
}

/** What a step goes on with: a hold that is not over. */
function holdOf(world: World, { redemption: id }: StepInput): Redemption | Answer {
  const found = world.redemptions.find((one) => one.id === id)
  if (!found) return refused('NOT_FOUND')
  if (found.status === 'LAPSED') return refused('HOLD_EXPIRED')
  return found.status === 'AUTHORIZED' ? found : refused('INVALID_STATE_CHANGE')
}

/** R20. */
export function capture(world: World, input: StepInput): Answer {
  const hold = holdOf(world, input)
  if ('code' in hold) return hold
  const captured = input.points ?? hold.points
  if (captured > hold.points) return refused('INSUFFICIENT_POINTS')
  return end(world, hold, 'CAPTURED', captured)
}

/** R20. */
export function voidHold(world: World, input: StepInput): Answer {
  const hold = holdOf(world, input)
  return 'code' in hold ? hold : end(world, hold, 'VOIDED', 0)
}

function end(world: World, hold: Redemption, status: 'CAPTURED' | 'VOIDED', captured: number) {
  Object.assign(hold, { status, captured })
  release(hold, captured)
  settle(accountOf(world, hold.account).wallet, world.now)
  return ok({ id: hold.id, replayed: false })
}

/** R25, R26: also where the merchant is closed to points and the wallet is frozen. */
export function refund(world: World, { redemption: id, points = 0 }: StepInput): Answer {
  const found = world.redemptions.find((one) => one.id === id)
  if (!found) return refused('NOT_FOUND')
  if (['AUTHORIZED', 'VOIDED', 'LAPSED'].includes(found.status))
    return refused('INVALID_STATE_CHANGE')
  const { wallet } = accountOf(world, found.account)
  if (wallet.status === 'CLOSED') return refused('WALLET_NOT_ACTIVE')
  if (points > found.captured - found.refunded) return refused('REFUND_EXCEEDS_REDEMPTION')
  found.refunded += points
  found.status = found.refunded === found.captured ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
  const expiredPoints = giveBack(wallet, found, points, world.now)
  return ok({ id, replayed: false, expiredPoints })
}

/** R26: only with nothing held; what there is, is forfeited. */
export function close(world: World, { account }: { readonly account: string }): Answer {
  const { wallet } = accountOf(world, account)
  if (sumOf(wallet.lots, 'held') > 0) return refused('INVALID_STATE_CHANGE')
  wallet.status = 'CLOSED'
  lose(wallet.lots)
  return ok()
}

/** R26. */
export function setStatus(
  world: World,
  { account, status }: { readonly account: string; readonly status: Wallet['status'] },
): Answer {
  const { wallet } = accountOf(world, account)
  if (wallet.status === 'CLOSED') return refused('INVALID_STATE_CHANGE')
  wallet.status = status
  return ok()
}
