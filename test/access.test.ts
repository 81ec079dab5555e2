import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Caller, type CallerKind, callerKinds } from '../src/domain/caller.ts'
import { schema } from '../src/schema/schema.ts'
import { type Market, openMarket } from './support/market.ts'
import { selectionOf } from './support/selection.ts'
import { newSide, nodeTypes, type Side } from './support/two-sides.ts'

let market: Market
let own: Side
let other: Side

beforeAll(async () => {
  market = await openMarket()
  own = await newSide(market)
  other = await newSide(market)
})
afterAll(() => market.stop())

/** Beside operators, who see everything: which kinds of caller see an object that is their own. */
const seenBy: Readonly<Record<string, readonly CallerKind[]>> = {
  Partner: ['PARTNER', 'USER'],
  Agency: ['AGENCY'],
  Contract: ['PARTNER', 'USER'],
  Account: ['USER'],
  Wallet: ['USER'],
  Lot: ['USER'],
  Accrual: ['PARTNER', 'USER'],
  Merchant: ['MERCHANT', 'USER'],
  Redemption: ['MERCHANT', 'USER'],
  LedgerEntry: ['USER'],
  Journal: ['USER'],
  AuditEvent: [],
}

/** What a caller does not see of an object of their own: as null, as an empty list, or not at all. */
const withheld: Readonly<Record<string, 'null' | 'empty' | 'FORBIDDEN'>> = {
  'PARTNER Contract.conservation': 'null',
  'PARTNER Accrual.wallet': 'null',
  'PARTNER Accrual.availableAmount': 'null',
  'PARTNER Accrual.pendingAmount': 'null',
  'MERCHANT Redemption.wallet': 'null',
  'USER Partner.code': 'FORBIDDEN',
  'USER Partner.status': 'FORBIDDEN',
  'USER Partner.createdAt': 'FORBIDDEN',
  'USER Partner.businessNumber': 'null',
  'USER Partner.contracts': 'empty',
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
    if (rule === 'empty') {
      expect(shown.data.node.field.edges).not.toEqual([])
      expect(data.node.field.edges).toEqual([])
    }
  })
})

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
    seenBy: ['PARTNER', 'USER'],
  },
  agency: {
    document: (side) => `{ agency(code: ${code(side, 'AGENCY')}) { id } }`,
    seenBy: ['AGENCY'],
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
  partners: { type: 'Partner', seenBy: ['PARTNER', 'USER'] },
  agencies: { type: 'Agency', seenBy: ['AGENCY'] },
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
    const document = '{ partners { totalCount } agencies { totalCount } merchants { totalCount } }'
    const counts = await Promise.all(
      callerKinds.map(async (kind) => {
        const { data } = (await market.ask(own.caller[kind], document)).body
        return [kind, data.partners.totalCount, data.agencies.totalCount, data.merchants.totalCount]
      }),
    )
    expect(counts).toEqual([
      ['OPERATOR', 2, 2, 2],
      ['PARTNER', 1, 0, 0],
      ['AGENCY', 0, 1, 0],
      ['MERCHANT', 0, 0, 1],
      ['USER', 1, 0, 1],
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

describe('ids', () => {
  const uuid = '01a21090-54f6-7000-8002-9f2a07d20960'
  test.each([
    ['no base64', 'nonsense!'],
    ['empty', ''],
    ['of no type', Buffer.from(`Nothing:${uuid}`).toString('base64')],
    ['of a property of all objects', Buffer.from(`constructor:${uuid}`).toString('base64')],
    ['of no uuid', Buffer.from('Wallet:17').toString('base64')],
    ['of half a journal', Buffer.from(`Journal:${uuid}`).toString('base64')],
    ['with a NUL', Buffer.from('Wallet:\0').toString('base64')],
  ])('%s is malformed, and says where it stands', async (_what, id) => {
    const one = (
      await market.ask(own.caller.OPERATOR, 'query ($id: ID!) { node(id: $id) { id } }', { id })
    ).body
    expect(one.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['id'] })
    const ids = [own.ids.Wallet, id]
    const many = (
      await market.ask(own.caller.OPERATOR, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        ids,
      })
    ).body
    expect(many.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['ids', '1'] })
  })

  test('of what is not there is null', async () => {
    for (const { name } of nodeTypes) {
      const local = { Journal: `${uuid}.${uuid}`, LedgerEntry: `${uuid}.${uuid}.1` }[name] ?? uuid
      const id = Buffer.from(`${name}:${local}`).toString('base64')
      expect(await nodeOf(own.caller.OPERATOR, id)).toEqual({ data: { node: null } })
    }
  })

  test('more than 100 at once are malformed', async () => {
    const ids = Array.from({ length: 101 }, () => own.ids.Wallet)
    const { body } = await market.ask(
      own.caller.OPERATOR,
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids },
    )
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['ids'] })
  })
})
