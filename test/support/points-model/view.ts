import { type OrderView, orderView } from './coupon-view.ts'
import { isLost } from './couponing.ts'
import { type Lot, type Redemption, roomOf, sumOf, type Wallet } from './wallet.ts'
import { type Accrual, type Contract, lotsOf, remainingOf, type World } from './world.ts'

/** After what one looks: some things can only be seen, or only can have changed, after some. */
export type Look = 'command' | 'wait' | 'due work'

/** What the model shows of a world, in the words of the API. */
export const viewOf = (world: World, look: Look): View => ({
  wallets: Object.fromEntries(
    [...world.accounts].map(([name, { wallet }]) => [name, walletView(wallet, look)]),
  ),
  contracts: Object.fromEntries(
    [...world.contracts].map(([id, contract]) => [id, contractView(world, id, contract, look)]),
  ),
  accruals: Object.fromEntries(world.accruals.map((accrual) => [accrual.id, accrualView(accrual)])),
  orders: Object.fromEntries(
    world.orders.map((order) => [order.id, orderView(order, look === 'command')]),
  ),
  lastOrder: lastOrderOf(world),
})

export interface View {
  readonly wallets: Readonly<Record<string, ReturnType<typeof walletView>>>
  readonly contracts: Readonly<Record<string, ContractView>>
  readonly accruals: Readonly<Record<string, ReturnType<typeof accrualView>>>
  /** Of coupons. */
  readonly orders: Readonly<Record<string, OrderView>>
  /** A redemption. */
  readonly lastOrder: string | null
}

/** Where a contract's points in wallets are; what has expired too. */
export interface InWallets {
  readonly available: number
  readonly held: number
  readonly pending: number
  readonly breakage: number
}

interface ContractView {
  readonly status: string
  readonly budget: Readonly<Record<'total' | 'granted' | 'reserved' | 'remaining', number>>
  readonly conservation: Readonly<
    Record<'deposited' | 'budget' | 'reserved' | 'payable' | 'paidOut', number>
  > & { readonly ok: boolean } & (InWallets | { readonly inWallets: number })
}

function walletView(wallet: Wallet, look: Look) {
  const { status, lots, redemptions } = wallet
  return {
    status,
    available: sumOf(lots, 'available'),
    held: sumOf(lots, 'held'),
    pending: sumOf(lots, 'pending'),
    room: roomOf(wallet),
    ...(look === 'command'
      ? {}
      : {
          /** By the end of the next century: all that can expire. */
          expiring: sumOf(lots, 'available') + sumOf(lots, 'pending'),
          /** Lots that are PENDING. */
          waiting: lots.filter((lot) => statusOf(lot) === 'PENDING').length,
        }),
    lots: lots.toSorted(byExpiry).map(lotView),
    redemptions: redemptions.toReversed().map(redemptionView),
  }
}

const byExpiry = (a: Lot, b: Lot): number => a.expiresAt - b.expiresAt || a.position - b.position

const lotView = (lot: Lot) => ({
  accrual: lot.id,
  status: statusOf(lot),
  amount: lot.amount,
  remaining: lot.available,
  held: lot.held,
  pending: lot.pending,
  expiresAt: new Date(lot.expiresAt).toISOString(),
})

function statusOf({ available, held, pending, expired }: Lot): string {
  if (available + held > 0) return 'AVAILABLE'
  if (pending > 0) return 'PENDING'
  return expired > 0 ? 'EXPIRED' : 'EXHAUSTED'
}

function redemptionView(redemption: Redemption) {
  const { id, status, orderAmount, discountAmount, points, captured, refunded } = redemption
  const isOff = status === 'VOIDED' || status === 'LAPSED'
  const paid = status === 'AUTHORIZED' ? points : captured
  const otherAmount = isOff ? 0 : orderAmount - discountAmount - paid
  return {
    id,
    status,
    points,
    capturedPoints: captured,
    refundedPoints: refunded,
    otherAmount,
    holdExpiresAt: redemption.endsAt && new Date(redemption.endsAt).toISOString(),
  }
}

/**
 * R34. What is due and not posted has left no wallet in the ledger: only the sum is known then. But
 * what coupons reserve there is known, R18: until due work or the next command on their contract.
 */
function contractView(world: World, id: string, contract: Contract, look: Look): ContractView {
  const { status, deposited, granted, reserved, creditLimit, lost } = contract
  const own = lotsOf(world).filter((lot) => lot.contract === id)
  const parts = {
    available: sumOf(own, 'available'),
    held: sumOf(own, 'held'),
    pending: sumOf(own, 'pending'),
    breakage: sumOf(own, 'expired') + lost,
  }
  const inWallets = parts.available + parts.held + parts.pending + parts.breakage
  const remaining = remainingOf(contract)
  const unposted = unpostedOf(world, id)
  return {
    status,
    budget: { total: deposited + creditLimit, granted, reserved, remaining },
    conservation: {
      ok: true,
      deposited,
      budget: remaining - creditLimit - unposted.released,
      reserved: reserved + unposted.released + unposted.lost,
      payable: granted - inWallets,
      paidOut: 0,
      ...(look === 'due work' ? parts : { inWallets: inWallets - unposted.lost }),
    },
  }
}

/** What the ledger still reserves for coupons that have expired. */
function unpostedOf(world: World, contract: string) {
  const own = world.orders.filter((order) => order.contract === contract)
  const sum = (orders: typeof own) => orders.reduce((points, order) => points + order.unposted, 0)
  const lost = sum(own.filter((order) => isLost(world, order)))
  return { lost, released: sum(own) - lost }
}

const accrualView = ({ status, test, refusedCode, ...accrual }: Accrual) => ({
  status,
  amount: accrual.amount,
  test,
  refusedCode,
  availableAmount: accrual.availableAmount,
  pendingAmount: accrual.pendingAmount,
})

/** Of the order that was asked for last: the redemption that counts, or else the newest. */
function lastOrderOf({ redemptions }: World): string | null {
  const last = redemptions.at(-1)
  if (!last) return null
  const own = redemptions.filter(
    ({ merchant, orderId }) => merchant === last.merchant && orderId === last.orderId,
  )
  const counts = own.find(({ status }) => status !== 'VOIDED' && status !== 'LAPSED')
  return (counts ?? last).id
}

/** Where two values differ, in words. */
export function differences(server: unknown, model: unknown, path = ''): readonly string[] {
  if (!isObject(server) || !isObject(model))
    return Object.is(server, model)
      ? []
      : [`${path}: the server says ${tell(server)}, the model ${tell(model)}`]
  const keys = new Set([...Object.keys(server), ...Object.keys(model)])
  return [...keys].flatMap((key) => differences(server[key], model[key], `${path}.${key}`))
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
const tell = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
