import {
  approve,
  cancelOrder,
  couponOf,
  deliver,
  issue,
  type OrderInput,
  orderOf,
  postExpired,
  type RegisterInput,
  register,
  request,
  stop,
} from './couponing.ts'
import { type AccrueInput, accrue, cancel, deposit } from './granting.ts'
import { endOfDate, plainCode } from './orders.ts'
import { capture, close, refund, type SpendInput, setStatus, spend, voidHold } from './spending.ts'
import {
  type Answer,
  type Ask,
  contractOf,
  malformed,
  ok,
  refused,
  type Told,
  type World,
} from './world.ts'

type Rule = (world: World, input: never, told: Told) => Answer

const rules: Readonly<Record<string, Rule>> = {
  accruePoints: (world, input: AccrueInput, told) => accrue(world, input, told),
  cancelAccrual: cancel,
  depositBudget: deposit,
  redeemPoints: (world, input: SpendInput, told) => spend(world, input, told),
  authorizeRedemption: (world, input: SpendInput, told) => spend(world, input, told),
  captureRedemption: capture,
  voidRedemption: voidHold,
  refundRedemption: refund,
  setWalletStatus: setStatus,
  closeAccount: close,
  requestCouponOrder: (world, input: OrderInput, told) => request(world, input, told),
  approveCouponOrder: approve,
  cancelCouponOrder: cancelOrder,
  issueCouponOrder: issue,
  markCouponOrderDelivered: deliver,
  voidCouponOrder: stop,
  registerCoupon: (world, input: RegisterInput, told) => register(world, input, told),
  changeContractStatus,
  setPartnerStatus,
  setMerchantAcceptsPoints,
}

/** R35: what the rules answer, in place; or the first answer again, where the key is known. */
export function answerTo(world: World, ask: Ask, told: Told): Answer {
  const { mutation, input, by } = ask
  const rule = rules[mutation]
  if (!rule) throw new Error(`The model does not know ${mutation}`)
  const unread = refusalUnread(world, ask)
  if (unread) return unread
  const contract = contractTouched(world, ask)
  if (contract !== undefined) postExpired(world, contract)
  const key = input.idempotencyKey
  if (key === undefined) return rule(world, input as never, told)
  const asked = JSON.stringify([mutation, input])
  const names = spacesOf(world, ask).map((space) => `${space} ${by?.code ?? 'operator'} ${key}`)
  const before = names.map((name) => world.kept.get(name)).find(Boolean)
  if (before?.asked === asked) return { ...before.answer, replayed: true }
  if (before) return refused('IDEMPOTENCY_KEY_REUSED')
  const answer = rule(world, input as never, told)
  if (answer.code === null) world.kept.set(String(names[0]), { asked, answer })
  return answer
}

/** What no key is asked about; a time that has passed is, so that a retry is a replay. */
function refusalUnread(world: World, { mutation, input }: Ask): Answer | undefined {
  const { points = 1, orderAmount = 1, holdDays = 1, quantity = 1, registerBy } = input
  const isMalformed =
    Number(points) < 1 ||
    Number(orderAmount) < 1 ||
    Number(holdDays) < 1 ||
    Number(holdDays) > 30 ||
    Number(quantity) < 1 ||
    Number(quantity) > 1_000_000 ||
    (registerBy !== undefined && endOfDate(registerBy) <= world.now)
  if (isMalformed) return malformed
  const isMistyped = mutation === 'registerCoupon' && !isRight(world, input.code)
  return isMistyped ? refused('COUPON_CODE_MALFORMED') : undefined
}

/** R15: only mistyped codes are neither a coupon's nor one of the strange ones. */
const isRight = (world: World, code: unknown): boolean =>
  world.strangeCodes.includes(plainCode(code)) || couponOf(world, code) !== undefined

/** R18: whoever asks has its coupons that are past their deadline expire. */
function contractTouched(world: World, { mutation, input }: Ask): string | undefined {
  if (mutation === 'changeContractStatus') return undefined
  if (input.order !== undefined) return orderOf(world, input.order).contract
  if (input.code !== undefined) return couponOf(world, input.code)?.order.contract
  if (input.accrual !== undefined)
    return world.accruals.find(({ id }) => id === input.accrual)?.contract
  return input.contract === undefined ? undefined : String(input.contract)
}

/** R13: keys of tests don't clash with live ones; of an ended contract, they may be either. */
function spacesOf(world: World, { mutation, input }: Ask): readonly string[] {
  const order =
    input.order === undefined ? couponOf(world, input.code)?.order : orderOf(world, input.order)
  if (order) return [order.test ? 'test' : 'live']
  if (mutation !== 'accruePoints') return ['live']
  const { status } = contractOf(world, input.contract)
  return { TESTING: ['test'], LIVE: ['live'], ENDED: ['live', 'test'] }[status]
}

const statuses = ['TESTING', 'LIVE', 'ENDED'] as const

/** R13: no way back. */
function changeContractStatus(
  world: World,
  input: { readonly contract: string; readonly status: (typeof statuses)[number] },
): Answer {
  const contract = contractOf(world, input.contract)
  if (statuses.indexOf(input.status) < statuses.indexOf(contract.status))
    return refused('INVALID_STATE_CHANGE')
  contract.status = input.status
  return ok()
}

function setPartnerStatus(world: World, { status }: { readonly status: string }): Answer {
  world.partner.suspended = status === 'SUSPENDED'
  return ok()
}

function setMerchantAcceptsPoints(
  { merchants }: World,
  input: { readonly merchant: string; readonly acceptsPoints: boolean },
): Answer {
  merchants.set(input.merchant, input.acceptsPoints)
  return ok()
}
