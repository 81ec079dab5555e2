import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Caller, type CallerKind, callerKinds } from '../src/domain/caller.ts'
import { type CouponDesk, openCouponDesk } from './support/coupon-desk.ts'
import { selectionOf } from './support/selection.ts'
import { newSide, nodeTypes, type Side } from './support/two-sides.ts'

let market: CouponDesk
let own: Side
let other: Side

beforeAll(async () => {
  market = await openCouponDesk()
  own = await newSide(market)
  other = await newSide(market)
})
afterAll(() => market.stop())

/** Beside operators, who see everything: which kinds of caller see an object that is their own. */
const seenBy: Readonly<Record<string, readonly CallerKind[]>> = {
  Partner: ['PARTNER', 'AGENCY', 'USER'],
  Agency: ['PARTNER', 'AGENCY'],
  Contract: ['PARTNER', 'AGENCY', 'USER'],
  Account: ['USER'],
  Wallet: ['USER'],
  Lot: ['USER'],
  Accrual: ['PARTNER', 'USER'],
  CouponOrder: ['PARTNER', 'AGENCY', 'USER'],
  Coupon: ['PARTNER', 'AGENCY', 'USER'],
  Merchant: ['MERCHANT', 'USER'],
  Redemption: ['MERCHANT', 'USER'],
  LedgerEntry: ['USER'],
  Journal: ['USER'],
  Notice: ['USER'],
  AuditEvent: [],
}

/** What a caller does not see of an object of their own: as null, as a list that lacks some or all, or not at all. */
const withheld: Readonly<Record<string, 'null' | 'part' | 'empty' | 'FORBIDDEN'>> = {
  'PARTNER Contract.conservation': 'null',
  'PARTNER Accrual.wallet': 'null',
  'PARTNER Accrual.availableAmount': 'null',
  'PARTNER Accrual.pendingAmount': 'null',
  'PARTNER Agency.commissionBasisPoints': 'null',
  'AGENCY Partner.businessNumber': 'null',
  'AGENCY Partner.contracts': 'part',
  'AGENCY Contract.validityNegotiated': 'null',
  'AGENCY Contract.unitPrice': 'null',
  'AGENCY Contract.billing': 'null',
  'AGENCY Contract.creditLimit': 'null',
  'AGENCY Contract.couponBilling': 'null',
  'AGENCY Contract.budget': 'null',
  'AGENCY Contract.accruals': 'empty',
  'AGENCY Contract.conservation': 'null',
  'AGENCY Coupon.accrual': 'null',
  'MERCHANT Redemption.wallet': 'null',
  'USER Partner.code': 'FORBIDDEN',
  'USER Partner.status': 'FORBIDDEN',
  'USER Partner.createdAt': 'FORBIDDEN',
  'USER Partner.businessNumber': 'null',
  'USER Partner.contracts': 'empty',
  'USER Partner.couponOrders': 'empty',
  'USER Contract.channel': 'FORBIDDEN',
  'USER Contract.status': 'FORBIDDEN',
  'USER Contract.validityMonths': 'FORBIDDEN',
  'USER Contract.startsOn': 'FORBIDDEN',
  'USER Contract.validityNegotiated': 'null',
  'USER Contract.unitPrice': 'null',
  'USER Contract.billing': 'null',
  'USER Contract.creditLimit': 'null',
  'USER Contract.couponBilling': 'null',
  'USER Contract.budget': 'null',
  'USER Contract.endsOn': 'null',
  'USER Contract.accruals': 'empty',
  'USER Contract.conservation': 'null',
  'USER Accrual.idempotencyKey': 'null',
  'USER CouponOrder.agency': 'null',
  'USER CouponOrder.quantity': 'FORBIDDEN',
  'USER CouponOrder.delivery': 'FORBIDDEN',
  'USER CouponOrder.deliveredBy': 'FORBIDDEN',
  'USER CouponOrder.requestedAt': 'FORBIDDEN',
  'USER CouponOrder.approvedAt': 'null',
  'USER CouponOrder.issuedAt': 'null',
  'USER CouponOrder.exportedAt': 'null',
  'USER CouponOrder.deliveredAt': 'null',
  'USER CouponOrder.settledAt': 'null',
  'USER CouponOrder.voidedAt': 'null',
  'USER CouponOrder.voidReason': 'null',
  'USER CouponOrder.counts': 'FORBIDDEN',
  'USER CouponOrder.coupons': 'empty',
  'USER Notice.attempts': 'null',
  'USER Notice.lastError': 'null',
  'USER Merchant.acceptsPoints': 'FORBIDDEN',
  'USER Merchant.redemptions': 'empty',
}

const kindsAndTypes = callerKinds.flatMap((kind) =>
  nodeTypes.map((type) => [kind, type.name] as const),
)
const sees = (kind: CallerKind, type: string): boolean =>
  kind === 'OPERATOR' || Boolean(seenBy[type]?.includes(kind))

const nodeOf = async (caller: Caller | undefined, id: string | undefined) =>
  (await market.ask(caller, 'query ($id: ID!) { node(id: $id) { __typename id } }', { id })).body

describe('every type with a global id', () => {
  test('has a row in the matrix and an object to try', () => {
    const names = nodeTypes.map(({ name }) => name).sort()
    expect(Object.keys(seenBy).sort()).toEqual(names)
    expect(Object.keys(own.ids).sort()).toEqual(names)
  })

  test.each(kindsAndTypes)('%s and their own %s, by node(id:)', async (kind, type) => {
    const id = own.ids[type]
    const seen = sees(kind, type) ? { __typename: type, id } : null
    expect(await nodeOf(own.caller[kind], id)).toEqual({ data: { node: seen } })
  })

  test.each(kindsAndTypes)("%s and another's %s, by node(id:)", async (kind, type) => {
    const id = other.ids[type]
    const seen = kind === 'OPERATOR' ? { __typename: type, id } : null
    expect(await nodeOf(own.caller[kind], id)).toEqual({ data: { node: seen } })
  })

  test.each(callerKinds)("%s and all their own and another's, by nodes(ids:)", async (kind) => {
    const ids = nodeTypes.flatMap(({ name }) => [own.ids[name], other.ids[name]])
    const { body } = await market.ask(
      own.caller[kind],
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids },
    )
    const expected = nodeTypes.flatMap(({ name }) => [
      sees(kind, name) ? { id: own.ids[name] } : null,
      kind === 'OPERATOR' ? { id: other.ids[name] } : null,
    ])
    expect(body).toEqual({ data: { nodes: expected } })
  })

  test.each(nodeTypes.map(({ name }) => name))(
    'several of %s cost one statement, twice the same id included',
    async (type) => {
      const ids = [own.ids[type], other.ids[type], own.ids[type]]
      market.statements.length = 0
      const document = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
      const { body } = await market.ask(own.caller.OPERATOR, document, { ids })
      expect(body).toEqual({ data: { nodes: ids.map((id) => ({ id })) } })
      expect(market.statements).toHaveLength(1)
    },
  )

  test.each(nodeTypes.map(({ name }) => name))('nobody sees a %s', async (type) => {
    const { data, errors } = await nodeOf(undefined, own.ids[type])
    expect(data.node).toBeNull()
    expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
  })
})

describe('every field of what a caller sees', () => {
  const fields = nodeTypes.flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ type: type.name, field })),
  )
  const cases = fields.flatMap(({ type, field }) =>
    (seenBy[type] ?? []).map((kind) => ({ kind, type, name: field.name, field })),
  )

  test('is withheld only where it exists and is reached', () => {
    const known = cases.map(({ kind, type, name }) => `${kind} ${type}.${name}`)
    expect(Object.keys(withheld).filter((name) => !known.includes(name))).toEqual([])
  })

  test.each(cases)('$kind: $type.$name', async ({ kind, type, name, field }) => {
    const document = `query ($id: ID!) { node(id: $id) { ... on ${type} { field: ${selectionOf(field)} } } }`
    const id = own.ids[type]
    const shown = (await market.ask(own.caller.OPERATOR, document, { id })).body
    const { data, errors } = (await market.ask(own.caller[kind], document, { id })).body
    expect(shown.errors).toBeUndefined()
    const rule = withheld[`${kind} ${type}.${name}`]
    if (!rule) {
      expect({ data, errors }).toEqual({ data: shown.data, errors: undefined })
      return
    }
    expect(shown.data.node.field).not.toBeNull()
    if (rule === 'FORBIDDEN') expect(errors[0].extensions.code).toBe('FORBIDDEN')
    else expect(errors).toBeUndefined()
    if (rule === 'null') expect(data.node).toEqual({ field: null })
    if (rule === 'part') {
      expect(data.node.field.edges).not.toEqual([])
      expect(shown.data.node.field.edges).toEqual(expect.arrayContaining(data.node.field.edges))
      expect(data).not.toEqual(shown.data)
    }
    if (rule === 'empty') {
      expect(shown.data.node.field.edges).not.toEqual([])
      expect(data.node.field.edges).toEqual([])
    }
  })
})
