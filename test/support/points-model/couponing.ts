import { grant, newAccrual, refusalOfTerms } from './granting.ts'
import {
  type Coupon,
  type CouponOrder,
  endOfDate,
  fail,
  isOpen,
  openPoints,
  plainCode,
  statusOf,
} from './orders.ts'
import {
  type Answer,
  accountOf,
  contractOf,
  ok,
  refused,
  remainingOf,
  type Told,
  type World,
} from './world.ts'

export interface OrderInput {
  readonly contract: string
  readonly value: number
  readonly quantity: number
  readonly registerBy: string
  readonly agency?: string
  readonly deliveredBy: CouponOrder['deliveredBy']
}

/** R14. */
export function request(world: World, input: OrderInput, { id }: Told): Answer {
  const { contract, value, quantity, agency = null, deliveredBy } = input
  const code = refusalOfTerms(world, { contract, amount: value, channel: 'COUPON' }, world.now)
  if (code) return refused(code)
  world.orders.push({
    id,
    contract,
    value,
    quantity,
    agency,
    deliveredBy,
    closesAt: endOfDate(input.registerBy),
    test: contractOf(world, contract).status === 'TESTING',
    status: 'REQUESTED',
    coupons: [],
    ended: null,
    unposted: 0,
  })
  return ok({ id })
}

interface StepInput {
  readonly order: string
}

/** R14: from one status to the next; what is so already stays so. */
const step =
  (to: CouponOrder['status'], mayTake: (order: CouponOrder) => boolean) =>
  (world: World, { order: id }: StepInput): Answer => {
    const order = orderOf(world, id)
    if (order.status !== to && !mayTake(order)) return refused('INVALID_STATE_CHANGE')
    order.status = to
    return ok({ id })
  }

export const approve = step('APPROVED', ({ status }) => status === 'REQUESTED')
export const cancelOrder = step(
  'CANCELLED',
  ({ status }) => status === 'REQUESTED' || status === 'APPROVED',
)
export const deliver = step(
  'DELIVERED',
  (order) => order.status === 'ISSUED' && isOpen(order) && order.coupons.length > 0,
)

/** R14, R12, R13: all of its points are reserved, or none. */
export function issue(world: World, { order: id }: StepInput): Answer {
  const order = orderOf(world, id)
  const { contract, value: amount, closesAt } = order
  if (order.status !== 'APPROVED' || closesAt <= world.now) return refused('INVALID_STATE_CHANGE')
  const code = refusalOfTerms(world, { contract, amount, channel: 'COUPON' }, world.now)
  if (code) return refused(code)
  const points = openPoints(order)
  if (remainingOf(contractOf(world, contract)) < points) return refused('CONTRACT_BUDGET_EXCEEDED')
  order.status = 'ISSUED'
  if (!order.test) contractOf(world, contract).reserved += points
  return ok({ id, replayed: false })
}

/** R18. */
export function stop(world: World, { order: id }: StepInput): Answer {
  const order = orderOf(world, id)
  if (order.ended !== 'VOID') {
    if (!isOpen(order)) return refused('INVALID_STATE_CHANGE')
    end(world, order, 'VOID')
  }
  return ok({ id })
}

/** R18: back to the budget what was never delivered or is billed on registration. */
function end(world: World, order: CouponOrder, as: 'VOID' | 'EXPIRED'): number {
  order.ended = as
  if (order.test) return 0
  const contract = contractOf(world, order.contract)
  const points = openPoints(order)
  contract.reserved -= points
  if (isLost(world, order)) {
    contract.granted += points
    contract.lost += points
  }
  return points
}

/** R18: whether what nobody registers is breakage. */
export const isLost = (world: World, { status, contract }: CouponOrder): boolean =>
  status === 'DELIVERED' && contractOf(world, contract).couponBilling === 'ON_DELIVERY'

/** R18: what is past its deadline expires. */
export function expireOrders(world: World): void {
  for (const order of world.orders)
    if (isOpen(order) && order.closesAt <= world.now) order.unposted = end(world, order, 'EXPIRED')
}

/** What has expired is posted: of one contract or all. */
export function postExpired({ orders }: World, contract?: string): void {
  for (const order of orders)
    if (contract === undefined || order.contract === contract) order.unposted = 0
}

export interface RegisterInput {
  readonly account: string
  readonly code: string
}

const refusals = {
  ISSUED: 'COUPON_NOT_DELIVERED',
  REGISTERED: 'COUPON_ALREADY_REGISTERED',
  EXPIRED: 'COUPON_EXPIRED',
  VOID: 'COUPON_NOT_FOUND',
} as const

/** R16, R17. */
export function register(world: World, { account, code }: RegisterInput, { id }: Told): Answer {
  const { entry, wallet } = accountOf(world, account)
  if (entry.lockedUntil > world.now) return refused('COUPON_ATTEMPTS_EXCEEDED')
  const found = couponOf(world, code)
  const status = found ? statusOf(found.coupon, found.order) : 'VOID'
  if (!found || status !== 'DELIVERED') {
    if (found?.coupon.registered?.account !== account) fail(entry, world.now)
    return refused(refusals[status as keyof typeof refusals])
  }
  if (wallet.status !== 'ACTIVE') return refused('WALLET_NOT_ACTIVE')
  const { coupon, order } = found
  coupon.registered = { account, accrual: id }
  const { contract, value: amount, test } = order
  const accrual = newAccrual({ id, contract, recipient: { account }, amount, test })
  world.accruals.push(accrual)
  grant(world, accrual)
  return ok({ id, replayed: false })
}

export function couponOf(
  { orders }: World,
  typed: unknown,
): { readonly coupon: Coupon; readonly order: CouponOrder } | undefined {
  const code = plainCode(typed)
  for (const order of orders)
    for (const coupon of order.coupons) if (coupon.code === code) return { coupon, order }
  return undefined
}

export function orderOf({ orders }: World, id: unknown): CouponOrder {
  const found = orders.find((order) => order.id === id)
  if (!found) throw new Error(`There is no order ${id}`)
  return found
}
