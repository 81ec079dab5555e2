import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import { as, deedsOf, operator } from './support/market.ts'
import { done, openTill, stepOf, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

const verbs = ['capture', 'void', 'refund'] as const
type Verb = (typeof verbs)[number]
const told = (verb: Verb) => (verb === 'refund' ? { points: 10 } : {})

interface Spent {
  readonly id: string
  readonly merchant: string
}
const held = async (): Promise<Spent> =>
  till.authorize(await till.newHolder([[100, 60]]), 60, { holdDays: 1 })
const captured = async () => {
  const spent = await held()
  done(await till.step('capture', spent))
  return spent
}

/** A redemption of 60 points in each state. */
const states: Readonly<Record<string, () => Promise<Spent>>> = {
  AUTHORIZED: held,
  CAPTURED: captured,
  async VOIDED() {
    const spent = await held()
    done(await till.step('void', spent))
    return spent
  },
  async LAPSED() {
    const spent = await held()
    till.passDays(1)
    return spent
  },
  async PARTIALLY_REFUNDED() {
    const spent = await captured()
    done(await till.step('refund', spent, { points: 20 }))
    return spent
  },
  async REFUNDED() {
    const spent = await captured()
    done(await till.step('refund', spent, { points: 60 }))
    return spent
  },
}

/** What each step comes to in each state: the next state, or why not (R20, R25). */
const steps: Readonly<Record<string, Readonly<Record<Verb, string>>>> = {
  AUTHORIZED: { capture: 'CAPTURED', void: 'VOIDED', refund: 'INVALID_STATE_CHANGE' },
  CAPTURED: {
    capture: 'INVALID_STATE_CHANGE',
    void: 'INVALID_STATE_CHANGE',
    refund: 'PARTIALLY_REFUNDED',
  },
  VOIDED: {
    capture: 'INVALID_STATE_CHANGE',
    void: 'INVALID_STATE_CHANGE',
    refund: 'INVALID_STATE_CHANGE',
  },
  LAPSED: { capture: 'HOLD_EXPIRED', void: 'HOLD_EXPIRED', refund: 'INVALID_STATE_CHANGE' },
  PARTIALLY_REFUNDED: {
    capture: 'INVALID_STATE_CHANGE',
    void: 'INVALID_STATE_CHANGE',
    refund: 'PARTIALLY_REFUNDED',
  },
  REFUNDED: {
    capture: 'INVALID_STATE_CHANGE',
    void: 'INVALID_STATE_CHANGE',
    refund: 'REFUND_EXCEEDS_REDEMPTION',
  },
}

const paths: Readonly<Record<string, string>> = { REFUND_EXCEEDS_REDEMPTION: 'points' }

describe('a further step of a redemption', () => {
  test.each(
    Object.entries(steps).flatMap(([state, outcomes]) =>
      verbs.map((verb) => ({ state, verb, outcome: outcomes[verb] })),
    ),
  )('given one that is $state, $verb: $outcome', async ({ state, verb, outcome }) => {
    const spent = await states[state]?.()
    if (!spent) throw new Error(`There is none that is ${state}`)
    const before = await till.rowCounts()
    const answer = await till.step(verb, spent, told(verb))

    if (outcome in steps) return expect(answer.redemption).toMatchObject({ status: outcome })
    const path = ['input', paths[outcome] ?? 'redemption']
    expect(answer).toMatchObject({ __typename: 'RuleViolation', code: outcome, path })
    expect(await till.rowCounts()).toEqual(before)
    const shown = 'query ($id: ID!) { node(id: $id) { ... on Redemption { status } } }'
    expect((await till.ask(operator, shown, { id: spent.id })).body.data.node).toEqual({
      status: state,
    })
  })

  test('of a redemption that was spent in one step: it may be refunded alone', async () => {
    const account = await till.newHolder([[60, 60]])
    const merchant = await till.newMerchant()
    const order = { account, merchant, orderId: 'one step', orderAmount: 60, points: 60 }
    const { redemption } = done(
      await till.does(operator, 'redeemPoints', { idempotencyKey: 'one-step', ...order }),
    )
    for (const verb of ['capture', 'void'] as const)
      expect(await till.step(verb, redemption)).toMatchObject({ code: 'INVALID_STATE_CHANGE' })
    expect(await till.step('refund', redemption, { points: 60 })).toMatchObject({
      redemption: { status: 'REFUNDED' },
    })
  })
})

describe.each(verbs)('%s', (verb) => {
  const state = verb === 'refund' ? captured : held
  const asked = (id: string) => stepOf(id, told(verb))

  test('is for the merchant itself, which sees nothing of the wallet, and is replayed to it', async () => {
    const spent = await state()
    const input = asked(spent.id)
    for (const replayed of [false, true])
      expect(
        await till.does(as('MERCHANT', spent.merchant), `${verb}Redemption`, input),
      ).toMatchObject({
        redemption: { id: spent.id },
        wallet: null,
        ...(verb === 'refund' && { expiredPoints: null }),
        replayed,
      })
  })

  test('is NOT_FOUND for another merchant, and of one that is not there', async () => {
    const spent = await state()
    const absent = Buffer.from('Redemption:0194fdc0-0000-7000-8000-000000000000').toString('base64')
    const before = await till.rowCounts()
    const attempts: readonly (readonly [Caller, string])[] = [
      [as('MERCHANT', 'another'), spent.id],
      [as('MERCHANT', spent.merchant), absent],
      [operator, absent],
    ]
    for (const [caller, id] of attempts)
      expect(await till.does(caller, `${verb}Redemption`, asked(id))).toMatchObject({
        code: 'NOT_FOUND',
        path: ['input', 'redemption'],
      })
    expect(await till.rowCounts()).toEqual(before)
  })

  test('is FORBIDDEN for all others, whose redemption it may be', async () => {
    const spent = await state()
    const before = await till.rowCounts()
    for (const kind of ['PARTNER', 'AGENCY', 'USER'] as const)
      expect(await till.fails(as(kind, 'x'), `${verb}Redemption`, asked(spent.id))).toMatchObject({
        code: 'FORBIDDEN',
      })
    expect(await till.fails(undefined, `${verb}Redemption`, asked(spent.id))).toMatchObject({
      code: 'UNAUTHENTICATED',
    })
    expect(await till.rowCounts()).toEqual(before)
  })

  test('asked again with the same key gives the first result, and of another redemption none (R35)', async () => {
    const spent = await state()
    const other = await state()
    const input = asked(spent.id)
    const first = done(await till.does(operator, `${verb}Redemption`, input))
    const before = await till.rowCounts()

    expect(await till.does(operator, `${verb}Redemption`, input)).toEqual({
      ...first,
      replayed: true,
    })
    till.passDays(31)
    expect(await till.does(operator, `${verb}Redemption`, input)).toEqual({
      ...first,
      replayed: true,
    })
    expect(
      await till.does(operator, `${verb}Redemption`, { ...input, redemption: other.id }),
    ).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'] })
    expect(await till.rowCounts()).toEqual(before)
  })

  test('still works where the merchant is closed to points, and reaches a frozen wallet (R22, R26)', async () => {
    const account = await till.newHolder([[100, 60]])
    const spent = await till.authorize(account, 60)
    if (verb === 'refund') done(await till.step('capture', spent))
    const { merchant } = spent
    await till.does(operator, 'setMerchantAcceptsPoints', { merchant, acceptsPoints: false })
    await till.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })

    const { wallet } = done(await till.step(verb, spent, told(verb)))
    const available = { capture: 40, void: 100, refund: 50 }[verb]
    expect(wallet).toMatchObject({ status: 'FROZEN', available, held: 0 })
  })
})

test('what operators did is told in the audit, and what merchants did is not', async () => {
  const spent = await captured()
  done(await till.step('refund', spent, { points: 20, reason: 'returned' }))
  done(await till.step('refund', spent, { points: 1 }, as('MERCHANT', spent.merchant)))

  const actor = 'OPERATOR:kim'
  const { merchant } = spent
  expect(await deedsOf(till, spent.id)).toEqual([
    { actor, action: 'authorizeRedemption', details: { merchant, points: '60' } },
    { actor, action: 'captureRedemption', details: { status: 'CAPTURED', points: '60' } },
    { actor, action: 'refundRedemption', details: { refunded: '20', reason: 'returned' } },
  ])
})

test('a key that one step was given is not another step’s (R35)', async () => {
  const spent = await held()
  const idempotencyKey = 'one-key'
  done(await till.step('capture', spent, { idempotencyKey }))

  for (const verb of ['void', 'refund'] as const)
    expect(await till.step(verb, spent, { idempotencyKey, ...told(verb) })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
})

test('after all this, the ledger is proven', async () => {
  expect(await till.isProven()).toBe(true)
})
