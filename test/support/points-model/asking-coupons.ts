import type { Caller } from '../../../src/domain/caller.ts'
import { chosen, nextKey, pick, sized } from './choosing.ts'
import type { CodeOf, CouponStep } from './coupon-step.ts'
import { type CouponOrder, isOpen, isUnmade, openCoupons } from './orders.ts'
import type { Course } from './stage.ts'
import { cap } from './wallet.ts'
import { type Ask, contractOf, remainingOf, type World } from './world.ts'

type Asking<K> = Extract<CouponStep, { readonly kind: K }>

const dayMs = 86_400_000
const seoulMs = 9 * 3_600_000

export function ordering(step: Asking<'order'>, { world, name }: Course): Ask {
  const { agency, partner, now } = world
  const contract = chosen(couponFirst(world), step.contract)
  const each = Math.floor(remainingOf(contractOf(world, contract)) / (step.quantity || 1))
  return {
    mutation: 'requestCouponOrder',
    ...(step.byPartner && { by: { kind: 'PARTNER', code: partner.code } }),
    input: {
      contract,
      value: sized(step.size, Math.min(each, cap)),
      quantity: step.quantity,
      registerBy: new Date(now + seoulMs + step.days * dayMs).toISOString().slice(0, 10),
      eventTitle: name,
      delivery: 'LMS',
      deliveredBy: step.agency === 'delivers' ? 'AGENCY' : 'PARTNER',
      ...(step.agency !== 'none' && { agency }),
    },
  }
}

const couponFirst = ({ contracts }: World): readonly string[] =>
  [...contracts.keys()].toSorted(
    (a, b) =>
      Number(contracts.get(a)?.channel === 'API') - Number(contracts.get(b)?.channel === 'API'),
  )

const nextOf = { REQUESTED: 'approve', APPROVED: 'issue', ISSUED: 'deliver' } as const
const mutations = {
  approve: 'approveCouponOrder',
  issue: 'issueCouponOrder',
  deliver: 'markCouponOrderDelivered',
  cancel: 'cancelCouponOrder',
  stop: 'voidCouponOrder',
} as const

export function orderStep(step: Asking<'order step'>, course: Course): Ask | undefined {
  const { world } = course
  const newestFirst = world.orders.toReversed()
  const isNext = step.take === 'next'
  const mayGoOn = newestFirst.filter((one) => hasNext(one, world))
  const order = pick(isNext ? mayGoOn : newestFirst, step.which)
  if (!order) return undefined
  const take = step.take === 'next' ? nextOf[order.status as keyof typeof nextOf] : step.take
  const by = callerOf(take, order, world)
  return {
    mutation: mutations[take],
    ...(by && { by }),
    input: {
      order: order.id,
      ...(take === 'issue' && nextKey(course)),
      ...(take === 'stop' && { reason: 'It leaked' }),
    },
  }
}

const hasNext = (order: CouponOrder, { now }: World): boolean =>
  order.status in nextOf && order.ended === null && order.closesAt > now && !isUnmade(order)

/** Whose step it is; undefined: the operator's. */
function callerOf(
  take: keyof typeof mutations,
  { agency, deliveredBy }: CouponOrder,
  { partner }: World,
): Caller | undefined {
  const asAgency = agency === null ? undefined : ({ kind: 'AGENCY', code: agency } as const)
  if (take === 'approve' || take === 'issue') return asAgency
  if (take !== 'deliver') return undefined
  return deliveredBy === 'AGENCY' ? asAgency : { kind: 'PARTNER', code: partner.code }
}

export function registering(step: Asking<'register'>, course: Course): Ask | undefined {
  const account = chosen(course.world.accounts.keys(), step.account)
  const code = pick(codesOf(step.code, account, course.world), step.which)
  if (code === undefined) return undefined
  const printed = code.match(/.{1,4}/g)?.join('-')
  const typed = { printed, plain: code, 'in lower case': printed?.toLowerCase() }[step.typed]
  return {
    mutation: 'registerCoupon',
    ...(step.byUser && { by: { kind: 'USER', code: account } }),
    input: { ...nextKey(course), account, code: typed },
  }
}

/** Codes that stand so with an account, those of the newest orders first. */
function codesOf(which: CodeOf, account: string, world: World): readonly string[] {
  const orders = world.orders.toReversed()
  const open = (found: readonly CouponOrder[]) => found.flatMap(openCoupons).map(({ code }) => code)
  const registered = (mayBe: (by: string) => boolean) =>
    orders.flatMap(({ coupons }) =>
      coupons
        .filter((coupon) => coupon.registered && mayBe(coupon.registered.account))
        .map(({ code }) => code),
    )
  switch (which) {
    case 'open':
      return open(orders.filter((order) => isOpen(order) && order.status === 'DELIVERED'))
    case 'waiting':
      return open(orders.filter((order) => isOpen(order) && order.status === 'ISSUED'))
    case 'ended':
      return open(orders.filter(({ ended }) => ended !== null))
    case 'own':
      return registered((by) => by === account)
    case 'another':
      return registered((by) => by !== account)
    case 'nobody':
      return world.strangeCodes
    case 'mistyped':
      return world.strangeCodes.map((code) => `${code.slice(0, -1)}${code.endsWith('7') ? 8 : 7}`)
  }
}

/** All right codes, those of the newest orders first. */
export const codesIn = ({ orders, strangeCodes }: World): readonly string[] => [
  ...orders.toReversed().flatMap(({ coupons }) => coupons.map(({ code }) => code)),
  ...strangeCodes,
]

/** What an order that was asked for does next by itself. */
export const goingOn = ({ world }: Course): CouponStep =>
  world.orders.some(isUnmade)
    ? { kind: 'make codes' }
    : { kind: 'order step', which: 0, take: 'next' }

const failing = ['nobody', 'another', 'ended', 'waiting'] as const

/** The steps of which a guess consists: codes of each kind that there is, in turn. */
export function guesses(
  { account, times }: Asking<'guess'>,
  { world }: Course,
): readonly Asking<'register'>[] {
  const name = chosen(world.accounts.keys(), account)
  const kinds = failing.filter((kind) => codesOf(kind, name, world).length > 0)
  return Array.from({ length: times }, (_, n) => ({
    kind: 'register',
    account,
    code: chosen(kinds, n),
    which: n,
    typed: 'printed',
    byUser: n % 3 === 0,
  }))
}
