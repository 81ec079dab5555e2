import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CallerKind, callerKinds } from '../src/domain/caller.ts'
import { schema } from '../src/schema/schema.ts'
import { type CouponDesk, openCouponDesk } from './support/coupon-desk.ts'
import { newSide, type Side } from './support/two-sides.ts'

let market: CouponDesk
let own: Side
let other: Side

beforeAll(async () => {
  market = await openCouponDesk()
  own = await newSide(market)
  other = await newSide(market)
})
afterAll(() => market.stop())

/** A query as an argument of each side makes it, and which kinds it gives what is asked for. */
interface RootCase {
  readonly document: (side: Side) => string
  readonly seenBy: readonly CallerKind[]
  /** What others get: nothing, unless they are told that it is not for them. */
  readonly otherwise?: 'FORBIDDEN'
}

const code = (side: Side, kind: CallerKind) => JSON.stringify(side.caller[kind].code)

const roots: Readonly<Record<string, RootCase>> = {
  partner: {
    document: (side) => `{ partner(code: ${code(side, 'PARTNER')}) { id } }`,
    seenBy: ['PARTNER', 'AGENCY', 'USER'],
  },
  agency: {
    document: (side) => `{ agency(code: ${code(side, 'AGENCY')}) { id } }`,
    seenBy: ['PARTNER', 'AGENCY'],
  },
  merchant: {
    document: (side) => `{ merchant(code: ${code(side, 'MERCHANT')}) { id } }`,
    seenBy: ['MERCHANT', 'USER'],
  },
  wallet: {
    document: (side) => `{ wallet(account: ${code(side, 'USER')}) { id } }`,
    seenBy: ['USER'],
  },
  redemption: {
    document: (side) =>
      `{ redemption(merchant: ${code(side, 'MERCHANT')}, orderId: "${side.orderId}") { id } }`,
    seenBy: ['MERCHANT', 'USER'],
  },
  accrual: {
    document: (side) => `{ accrual(idempotencyKey: "${side.key.PARTNER}") { id } }`,
    seenBy: ['PARTNER'],
  },
  ledgerCheck: { document: () => '{ ledgerCheck { ok } }', seenBy: [], otherwise: 'FORBIDDEN' },
}

/** Lists: what each kind finds of its own side. */
const lists: Readonly<
  Record<string, { readonly type: string; readonly seenBy: readonly CallerKind[] }>
> = {
  partners: { type: 'Partner', seenBy: ['PARTNER', 'AGENCY', 'USER'] },
  agencies: { type: 'Agency', seenBy: ['PARTNER', 'AGENCY'] },
  couponOrders: { type: 'CouponOrder', seenBy: ['PARTNER', 'AGENCY', 'USER'] },
  merchants: { type: 'Merchant', seenBy: ['MERCHANT', 'USER'] },
  journals: { type: 'Journal', seenBy: ['USER'] },
  auditEvents: { type: 'AuditEvent', seenBy: [] },
}

describe('every query', () => {
  test('has a row here, or is in the matrix above', () => {
    const names = Object.keys(schema.getQueryType()?.getFields() ?? {})
    const known = [...Object.keys(roots), ...Object.keys(lists), 'node', 'nodes', 'viewer']
    expect(names.sort()).toEqual(known.sort())
  })

  const cases = callerKinds.flatMap((kind) =>
    Object.keys(roots).map((name) => [kind, name] as const),
  )

  test.each(cases)("%s and %s: their own, and nothing of another's", async (kind, name) => {
    const { document, seenBy, otherwise } = roots[name] as RootCase
    const caller = own.caller[kind]
    const mine = (await market.ask(caller, document(own))).body
    const others = (await market.ask(caller, document(other))).body
    if (otherwise && kind !== 'OPERATOR') {
      expect(mine.errors[0].extensions.code).toBe(otherwise)
      return
    }
    // A key is the caller's own, so that an operator doesn't find a partner's.
    const all = kind === 'OPERATOR' && name !== 'accrual'
    expect(mine.errors).toBeUndefined()
    expect(others.errors).toBeUndefined()
    expect(mine.data[name] !== null).toBe(all || seenBy.includes(kind))
    expect(others.data[name] !== null).toBe(all)
  })

  const listCases = callerKinds.flatMap((kind) =>
    Object.keys(lists).map((name) => [kind, name] as const),
  )

  test.each(listCases)("%s and %s: their own, and nothing of another's", async (kind, name) => {
    const { type = '', seenBy = [] } = lists[name] ?? {}
    const { body } = await market.ask(
      own.caller[kind],
      `{ ${name}(first: 100) { edges { node { id } } } }`,
    )
    const ids = body.data[name].edges.map(({ node }: { node: { id: string } }) => node.id)
    const isSeen = kind === 'OPERATOR' || seenBy.includes(kind)
    expect(ids.includes(own.ids[type])).toBe(isSeen)
    expect(ids.includes(other.ids[type])).toBe(kind === 'OPERATOR')
    if (!isSeen) expect(ids).toEqual([])
  })

  test('counts no more than it lists', async () => {
    const lists = ['partners', 'agencies', 'merchants', 'couponOrders']
    const document = `{ ${lists.map((name) => `${name} { totalCount }`).join(' ')} }`
    const counts = await Promise.all(
      callerKinds.map(async (kind) => {
        const { data } = (await market.ask(own.caller[kind], document)).body
        return [kind, ...lists.map((name) => data[name].totalCount)]
      }),
    )
    expect(counts).toEqual([
      ['OPERATOR', 2, 2, 2, 2],
      ['PARTNER', 1, 1, 0, 1],
      ['AGENCY', 1, 1, 0, 1],
      ['MERCHANT', 0, 0, 1, 0],
      ['USER', 1, 0, 1, 1],
    ])
  })

  test.each([...Object.keys(roots), ...Object.keys(lists)])(
    'nobody may ask for %s',
    async (name) => {
      const document = roots[name]?.document(own) ?? `{ ${name} { edges { node { id } } } }`
      const { errors } = (await market.ask(undefined, document)).body
      expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
    },
  )
})

describe('viewer', () => {
  const viewer = `{ viewer { kind partner { id } agency { id } merchant { id } account { id } } }`

  test.each(callerKinds)('%s is told who they are', async (kind) => {
    const types = { PARTNER: 'partner', AGENCY: 'agency', MERCHANT: 'merchant', USER: 'account' }
    const self = { partner: null, agency: null, merchant: null, account: null }
    const named = kind === 'OPERATOR' ? {} : { [types[kind]]: { id: own.ids[typeOf(kind)] } }
    const { body } = await market.ask(own.caller[kind], viewer)
    expect(body).toEqual({ data: { viewer: { kind, ...self, ...named } } })
  })

  test('nobody is null, and no error', async () => {
    expect((await market.ask(undefined, viewer)).body).toEqual({ data: { viewer: null } })
  })

  const typeOf = (kind: CallerKind) =>
    ({ OPERATOR: '', PARTNER: 'Partner', AGENCY: 'Agency', MERCHANT: 'Merchant', USER: 'Account' })[
      kind
    ]
})
