import { type AccrueInput, accrue, cancel, deposit } from './granting.ts'
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
  changeContractStatus,
  setPartnerStatus,
  setMerchantAcceptsPoints,
}

/** R35: what the rules answer, in place; or the first answer again, where the key is known. */
export function answerTo(world: World, { mutation, input }: Ask, told: Told): Answer {
  const rule = rules[mutation]
  if (!rule) throw new Error(`The model does not know ${mutation}`)
  if (isMalformed(input)) return malformed
  const key = input.idempotencyKey
  if (key === undefined) return rule(world, input as never, told)
  const asked = JSON.stringify([mutation, input])
  const spaces = spacesOf(world, mutation, input.contract)
  const before = spaces.map((space) => world.kept.get(`${space} ${key}`)).find(Boolean)
  if (before?.asked === asked) return { ...before.answer, replayed: true }
  if (before) return refused('IDEMPOTENCY_KEY_REUSED')
  const answer = rule(world, input as never, told)
  if (answer.code === null) world.kept.set(`${spaces[0]} ${key}`, { asked, answer })
  return answer
}

/** What no key is asked about; a time that has passed is, so that a retry is a replay. */
const isMalformed = ({ points = 1, orderAmount = 1, holdDays = 1 }: Ask['input']): boolean =>
  Number(points) < 1 || Number(orderAmount) < 1 || Number(holdDays) < 1 || Number(holdDays) > 30

/** R13: keys of tests don't clash with live ones; of an ended contract, they may be either. */
function spacesOf(world: World, mutation: string, contract: unknown): readonly string[] {
  if (mutation !== 'accruePoints') return ['live']
  const { status } = contractOf(world, contract)
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
