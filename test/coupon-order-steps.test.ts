import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endOf, kstDateOf } from '../src/domain/calendar.ts'
import type { Caller, CallerKind } from '../src/domain/caller.ts'
import {
  type CouponDesk,
  issuing,
  type OrderAtDesk,
  openCouponDesk,
  type Stage,
} from './support/coupon-desk.ts'
import { as, type Input, localId, operator } from './support/market.ts'
import type { Mutation } from './support/mutations.ts'

// Every step of every order in every state by every caller.

let desk: CouponDesk
let strangers: readonly Caller[]
let own: { readonly contract: string; readonly agency: string }
beforeAll(async () => {
  desk = await openCouponDesk()
  strangers = [
    as('PARTNER', await desk.newPartner()),
    as('AGENCY', await desk.newAgency()),
    as('MERCHANT', await desk.newMerchant()),
    desk.userOf(await desk.newAccount()),
  ]
  const terms = { channel: 'COUPON', deposit: 10_000_000 }
  own = { contract: await desk.newContract(terms), agency: await desk.newAgency() }
})
afterAll(() => desk.stop())

interface StepCase {
  readonly mutation: Mutation
  readonly may: readonly CallerKind[]
  /** What it tells its instant by. */
  readonly instant: string
  readonly told?: () => Input
}

const steps = {
  approve: {
    mutation: 'approveCouponOrder',
    may: ['OPERATOR', 'AGENCY'],
    instant: 'approvedAt',
  },
  issue: {
    mutation: 'issueCouponOrder',
    may: ['OPERATOR', 'AGENCY'],
    instant: 'issuedAt',
    told: () => ({ idempotencyKey: issuing('').idempotencyKey }),
  },
  deliver: {
    mutation: 'markCouponOrderDelivered',
    may: ['PARTNER', 'AGENCY'],
    instant: 'deliveredAt',
  },
  cancel: { mutation: 'cancelCouponOrder', may: ['OPERATOR', 'PARTNER'], instant: 'cancelledAt' },
  void: {
    mutation: 'voidCouponOrder',
    may: ['OPERATOR'],
    instant: 'voidedAt',
    told: () => ({ reason: 'leaked' }),
  },
} as const satisfies Record<string, StepCase>
type Step = keyof typeof steps
const stepNames = Object.keys(steps) as Step[]

interface State {
  readonly from: Stage
  readonly after?: (order: OrderAtDesk) => Promise<unknown>
  /** The steps that it can take, and those that it has taken last, whose repeat changes nothing. */
  readonly takes: Partial<Record<Step, 'taken' | 'repeated'>>
}

const voided = ({ id }: OrderAtDesk) =>
  desk.does(operator, 'voidCouponOrder', { order: id, reason: 'first' })

const past = async ({ id }: OrderAtDesk) => {
  const [row] = await desk.sql('select register_by::text from coupon_order where id = $1', [
    localId(id),
  ])
  desk.turnTo(endOf(String(row?.register_by) as Parameters<typeof endOf>[0]))
}

const settled = ({ id }: OrderAtDesk) =>
  desk.sql(`update coupon_order set status = 'SETTLED', settled_at = now() where id = $1`, [
    localId(id),
  ])

// The codes of whatever is issued are made with those of the next: what needs none comes last.
const states: Readonly<Record<string, State>> = {
  REQUESTED: { from: 'REQUESTED', takes: { approve: 'taken', cancel: 'taken' } },
  APPROVED: {
    from: 'APPROVED',
    takes: { approve: 'repeated', issue: 'taken', cancel: 'taken' },
  },
  'ISSUED with all codes': { from: 'MADE', takes: { deliver: 'taken', void: 'taken' } },
  DELIVERED: { from: 'DELIVERED', takes: { deliver: 'repeated', void: 'taken' } },
  SETTLED: { from: 'DELIVERED', after: settled, takes: { void: 'taken' } },
  CANCELLED: {
    from: 'APPROVED',
    after: ({ id }) => desk.does(operator, 'cancelCouponOrder', { order: id }),
    takes: { cancel: 'repeated' },
  },
  'stopped before delivery': { from: 'MADE', after: voided, takes: { void: 'repeated' } },
  'stopped after it': {
    from: 'DELIVERED',
    after: voided,
    takes: { deliver: 'repeated', void: 'repeated' },
  },
  'REQUESTED past its deadline': {
    from: 'REQUESTED',
    after: past,
    takes: { approve: 'taken', cancel: 'taken' },
  },
  'APPROVED past its deadline': {
    from: 'APPROVED',
    after: past,
    takes: { approve: 'repeated', cancel: 'taken' },
  },
  'ISSUED past its deadline': { from: 'MADE', after: past, takes: {} },
  'DELIVERED past its deadline': {
    from: 'DELIVERED',
    after: past,
    takes: { deliver: 'repeated' },
  },
  'ISSUED without all codes': { from: 'ISSUED', takes: { void: 'taken' } },
}

const kinds: Readonly<Record<string, Input>> = {
  'whose agency delivers': { deliveredBy: 'AGENCY' },
  'with an agency, whose partner delivers': { deliveredBy: 'PARTNER' },
  'without an agency': { deliveredBy: 'PARTNER', agency: null },
}

/** Of one partner and, unless there is to be none, one agency. */
async function newOrder({ from, after }: State, told: Input): Promise<OrderAtDesk> {
  const registerBy = kstDateOf(new Date(desk.inDays(1)))
  const order = await desk.order({ ...own, ...told, ...(after === past && { registerBy }) })
  await desk.bring(order, from)
  await after?.(order)
  return order
}

const ask = async (step: Step, { id }: OrderAtDesk, by: Caller) => {
  const { mutation, ...rest } = steps[step]
  const input = { order: id, ...('told' in rest && rest.told()) }
  const { body } = await desk.ask(by, documentOf(mutation), { input })
  return body.errors?.[0].extensions.code ?? body.data[mutation].code ?? body.data[mutation]
}

const documentOf = (mutation: Mutation) => {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`
  return `mutation ($input: ${type}Input!) { ${mutation}(input: $input) {
    ... on RuleViolation { code } ... on ${type}Payload { couponOrder { id status
      approvedAt issuedAt deliveredAt cancelledAt voidedAt } } } }`
}

/** What is to be expected, by the rules' own words. */
function expected(step: Step, by: Caller, order: OrderAtDesk, { takes }: State) {
  const may: readonly CallerKind[] = steps[step].may
  if (!may.includes(by.kind)) return 'FORBIDDEN'
  if (strangers.includes(by)) return 'NOT_FOUND'
  if (step === 'deliver' && by.kind !== order.deliverer.kind) return 'FORBIDDEN'
  return takes[step] ?? 'INVALID_STATE_CHANGE'
}

const callersOf = ({ partner, agency }: OrderAtDesk): readonly Caller[] => [
  operator,
  partner,
  ...(agency ? [agency] : []),
  ...strangers,
]

const rowOf = ({ id }: OrderAtDesk) =>
  desk.sql('select * from coupon_order where id = $1', [localId(id)])

/** Who of an order's own may take that step. */
const takersOf = (step: Step, order: OrderAtDesk, state: State) =>
  callersOf(order).filter((by) => expected(step, by, order, state) === 'taken')

const cases = Object.keys(states).flatMap((state) =>
  Object.keys(kinds).map((kind) => [state, kind] as const),
)

describe('a step that does not follow, or is not the caller’s', () => {
  test.each(cases)(
    'is refused and changes nothing: of an order that is %s, %s',
    async (name, kind) => {
      const state = states[name] as State
      const order = await newOrder(state, kinds[kind] ?? {})
      let before: unknown
      for (const by of callersOf(order))
        for (const step of stepNames) {
          const outcome = expected(step, by, order, state)
          if (outcome === 'taken') continue
          const answer = await ask(step, order, by)
          // What is due to an order is carried out by whatever asks first.
          before ??= await rowOf(order)
          const found = outcome === 'repeated' ? { ...answer, is: outcome } : { is: answer }
          expect({ step, by, ...found }).toMatchObject({ step, by, is: outcome })
        }
      expect(await rowOf(order)).toEqual(before)
    },
  )
})

describe('a step that follows', () => {
  const taken = cases.flatMap(([name, kind]) =>
    stepNames
      .filter((step) => states[name]?.takes[step] === 'taken')
      .map((step) => [step, name, kind] as const),
  )

  test.each(taken)(
    '%s is taken by each who may, and tells when: of an order that is %s, %s',
    async (step, name, kind) => {
      const state = states[name] as State
      const told = kinds[kind] ?? {}
      let order = await newOrder(state, told)
      const takers = takersOf(step, order, state)
      expect(takers.length).toBeGreaterThan(0)
      for (const by of takers) {
        const { couponOrder } = await ask(step, order, by)
        const { instant } = steps[step]
        expect(couponOrder).toMatchObject({ id: order.id, [instant]: expect.stringMatching(/Z$/) })
        if (by !== takers.at(-1)) order = await newOrder(state, told)
      }
    },
  )
})

const unknown = Buffer.from('CouponOrder:00000000-0000-7000-8000-000000000000').toString('base64')

test.each(stepNames)(
  '%s of an order that there is none of: NOT_FOUND, or FORBIDDEN',
  async (step) => {
    const may: readonly CallerKind[] = steps[step].may
    for (const by of [operator, ...strangers])
      expect(await ask(step, { id: unknown } as OrderAtDesk, by)).toBe(
        may.includes(by.kind) ? 'NOT_FOUND' : 'FORBIDDEN',
      )
  },
)

test('after all this, the ledger is proven', async () => {
  expect(await desk.isProven()).toBe(true)
})
