import type fc from 'fast-check'
import { operator } from '../market.ts'
import { answerTo } from './answering.ts'
import { askOf } from './asking.ts'
import { goingOn, guesses } from './asking-coupons.ts'
import { expireOrders, postExpired } from './couponing.ts'
import { payDue } from './granting.ts'
import { isUnmade } from './orders.ts'
import { read } from './reading.ts'
import { type Reply, send } from './sending.ts'
import type { Server } from './server.ts'
import { type Course, openStage } from './stage.ts'
import type { Step } from './step.ts'
import { differences, type Look, type View, viewOf } from './view.ts'
import { type Ask, edgesOf, goTo, type World } from './world.ts'

/** A course, and what is told of it when the model and the server disagree. */
export interface History extends Course {
  readonly story: string[]
}

const secondMs = 1_000
const minuteMs = 60_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Begins on that day of a year that the server has not seen yet. */
export async function openHistory(server: Server, day: number): Promise<History> {
  const year = new Date(server.now()).getUTCFullYear() + 1
  server.setClock(Date.UTC(year, 0, 1) + day * dayMs)
  return { ...(await openStage(server)), asked: [], story: [] }
}

export const commandOf = (step: Step): fc.AsyncCommand<History, Server> => ({
  check: (history) => isToBeDone(step, history),
  run: (history, server) => carryOut(step, history, server),
  toString: () => JSON.stringify(step),
})

function isToBeDone(step: Step, history: History): boolean {
  if (step.kind === 'make codes') return history.world.orders.some(isUnmade)
  return ['wait', 'due work', 'guess'].includes(step.kind) || !!askOf(step, history)
}

async function carryOut(step: Step, history: History, server: Server): Promise<void> {
  const { world } = history
  // Each step has a second of its own, so that the order of instants is that of the steps.
  turnTo(steady(world, world.now + secondMs), history, server)
  if (step.kind === 'wait') return wait(step.to, history, server)
  if (step.kind === 'due work') return doDueWork(history, server)
  if (step.kind === 'make codes') return makeCodes(history, server)
  if (step.kind === 'guess')
    for (const one of guesses(step, history)) await carryOut(one, history, server)
  const ask = askOf(step, history)
  if (ask) await askBoth(ask, history, server)
  if (step.kind === 'order')
    for (let n = 0; n < step.steps; n += 1) await carryOut(goingOn(history), history, server)
}

type Until = Extract<Step, { readonly kind: 'wait' }>['to']

async function wait(to: Until, history: History, server: Server): Promise<void> {
  const { world } = history
  const { now } = world
  const [due] = edgesOf(world).filter((at) => at > now)
  if (typeof to === 'number') turnTo(steady(world, now + to), history, server)
  else if (due !== undefined && to === 'due') {
    // Nothing but reads at the very millisecond before it: commands take their moments.
    turnTo(due - 1, history, server)
    await compare('wait', history, server)
    turnTo(due, history, server)
  } else if (due !== undefined)
    turnTo(steady(world, Math.max(now, due - minuteMs - secondMs)), history, server)
  tell(history, 'nothing but time')
  await compare('wait', history, server)
}

function turnTo(at: number, { world }: History, server: Server): void {
  server.setClock(at)
  goTo(world, at)
  expireOrders(world)
}

/**
 * That instant, or what changes by itself right after it. The clock stands still while a command
 * is carried out, but for the moments that it takes: nothing may change within them.
 */
function steady(world: World, at: number): number {
  const midnightInSeoul = Math.ceil((at + 9 * hourMs + 1) / dayMs) * dayMs - 9 * hourMs
  const edges = [...edgesOf(world), midnightInSeoul]
  const next = edges.find((edge) => edge > at && edge <= at + minuteMs)
  return next === undefined ? at : steady(world, next)
}

async function doDueWork(history: History, server: Server): Promise<void> {
  const { world } = history
  await server.doDueWork()
  payDue(world)
  postExpired(world)
  await readCodes(world, server)
  tell(history, 'due work')
  await compare('due work', history, server)
}

async function makeCodes(history: History, server: Server): Promise<void> {
  await server.makeCodes()
  await readCodes(history.world, server)
  tell(history, 'codes are made')
  await compare('command', history, server)
}

/** Codes are the one thing that the server makes up. */
async function readCodes({ orders }: World, server: Server): Promise<void> {
  for (const order of orders.filter(isUnmade)) {
    const codes = await server.codesOf(order.id)
    if (new Set(codes).size !== order.quantity)
      throw new Error(`Of ${order.quantity} codes ${codes.length} are sealed`)
    order.coupons = codes.map((code) => ({ code, registered: null }))
  }
}

async function askBoth(ask: Ask, history: History, server: Server): Promise<void> {
  const { world, asked } = history
  asked.push(ask)
  const reply = await send(server, ask)
  const { code, id, replayed, expiredPoints, createdAt } = reply
  const expected = answerTo(world, ask, { id: id ?? '', at: createdAt ?? world.now })
  tell(history, `${ask.mutation} ${JSON.stringify(ask.input)}: ${code ?? 'done'}`)
  const answer = { code, ...(code ? {} : { id, replayed, expiredPoints }) }
  const view = await compare('command', history, server, differences(answer, expected, 'answer'))
  fail(history, differences(shownBy(reply), queried(reply, view), 'payload'))
}

async function compare(
  look: Look,
  history: History,
  server: Server,
  found: readonly string[] = [],
): Promise<View> {
  const view = await read(server, history.world, look)
  fail(history, [...found, ...differences(view, viewOf(history.world, look))])
  return view
}

/** What a payload shows, which is what queries show right after it. */
const shownBy = ({ accrual, redemption, wallet, couponOrder, coupon }: Reply) => ({
  accrual: accrual && { ...accrual, createdAt: undefined },
  redemption: redemption && { ...redemption, createdAt: undefined },
  wallet: wallet && { ...wallet, account: undefined },
  couponOrder,
  coupon,
})

function queried(reply: Reply, { accruals, wallets, orders }: View) {
  const { accrual, redemption, wallet, couponOrder, coupon } = reply
  const all = Object.values(wallets).flatMap(({ redemptions }) => redemptions)
  const {
    lots: _lots,
    redemptions: _redemptions,
    ...sums
  } = wallets[wallet?.account.externalId ?? ''] ?? {}
  return {
    accrual: accrual && { id: accrual.id, ...accruals[String(accrual.id)] },
    redemption: redemption && all.find(({ id }) => id === redemption.id),
    wallet: wallet && sums,
    couponOrder: couponOrder && {
      id: couponOrder.id,
      ...orders[String(couponOrder.id)],
      coupons: undefined,
      byStatus: undefined,
    },
    coupon: coupon && couponOfAccrual(accrual?.id, orders),
  }
}

function couponOfAccrual(accrual: unknown, orders: View['orders']) {
  const found = Object.values(orders)
    .flatMap(({ coupons }) => coupons)
    .find((coupon) => coupon.accrual === accrual)
  return { suffix: found?.suffix, status: found?.status }
}

/** Carries out all that is due, and has the ledger proven. */
export async function finish(history: History, server: Server): Promise<void> {
  await doDueWork(history, server)
  const { body } = await server.market.ask(operator, '{ ledgerCheck { ok } }')
  fail(history, differences(body.data, { ledgerCheck: { ok: true } }))
}

const tell = ({ story, world }: History, line: string): void => {
  story.push(`${story.length + 1}. ${new Date(world.now).toISOString()} ${line}`)
}

/** Throws the whole story, with names that people can read, where something was found. */
function fail({ story, names, world }: History, found: readonly string[]): void {
  if (found.length === 0) return
  let text = [...story, ...found].join('\n')
  for (const [n, { id }] of world.accruals.entries()) text = text.replaceAll(id, `accrual${n}`)
  for (const [n, { id }] of world.redemptions.entries())
    text = text.replaceAll(id, `redemption${n}`)
  for (const [n, { id }] of world.orders.entries()) text = text.replaceAll(id, `order${n}`)
  for (const [id, name] of names) text = text.replaceAll(id, name)
  throw new Error(text)
}
