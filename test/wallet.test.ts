import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { WalletId } from '../src/domain/ids.ts'
import { createEngine } from '../src/posting/engine.ts'
import { fresh, grant, type Market, openMarket, operator, order } from './support/market.ts'

let market: Market

beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

/** Asks as an operator; throws where there is an error. */
async function read(document: string, variables: Record<string, unknown>) {
  const { body } = await market.ask(operator, document, variables)
  if (body.errors) throw new Error(JSON.stringify(body.errors))
  return body.data
}

/** An account that was granted these amounts, one after the other. */
async function accountWith(amounts: readonly number[]): Promise<string> {
  const account = await market.newAccount()
  const contract = await market.newContract({ deposit: 100_000_000 })
  for (const amount of amounts)
    await market.does(operator, 'accruePoints', grant(contract, account, amount))
  return account
}

const ofAccount = `wallet_id = (select wallet.id from wallet
  join account on account.id = account_id where external_id = $1)`

/** Moves the expiry of an account's lots, by their order of accrual, into the past. */
async function letExpire(account: string, positions: readonly number[]): Promise<void> {
  await market.sql(
    `update lot set accrued_at = '2020-01-01', expires_at = '2025-01-31T15:00:00Z'
     where id in (select id from (select id, row_number() over (order by id) - 1 as position
                  from lot where ${ofAccount}) as numbered where position = any($2))`,
    [account, positions],
  )
  await market.sql(
    `update wallet set next_due_at = (select min(expires_at) from lot
       where wallet_id = wallet.id and remaining + pending > 0)
     where id = (select distinct wallet_id from lot where ${ofAccount})`,
    [account],
  )
}

/** What posting does first with whatever touches a wallet. */
async function carryOutDue(account: string): Promise<void> {
  const [wallet] = await market.sql(
    'select wallet.id from wallet join account on account.id = account_id where external_id = $1',
    [account],
  )
  const engine = createEngine({ db: market.db })
  await engine.post({ kind: 'carryOutDue', caller: null, wallet: wallet?.id as WalletId })
  await engine.drain()
}

const lot = '{ id status amount remaining held pending validThrough expiresAt }'
const page = `{ totalCount edges { node ${lot} } }`
const shown = `query ($account: String!) { wallet(account: $account) {
  id status available held pending room
  expiringSoon: expiring(through: "2025-01-31") expiringEver: expiring(through: "9999-12-31")
  all: lots(first: 100) ${page} waiting: lots(status: PENDING) ${page}
  live: lots(status: AVAILABLE) ${page} spent: lots(status: EXHAUSTED) ${page}
  gone: lots(status: EXPIRED) ${page} } }`

describe('R27: a wallet is shown as it is after what is due', () => {
  test('given a lot whose time has come, its points are gone before anything is posted', async () => {
    const account = await accountWith([300, 500])
    await letExpire(account, [0])

    const { wallet } = await read(shown, { account })

    expect(wallet).toMatchObject({
      available: 500,
      pending: 0,
      room: 1_999_500,
      expiringSoon: 0,
      expiringEver: 500,
      all: { totalCount: 2 },
      live: { totalCount: 1, edges: [{ node: { amount: 500, remaining: 500 } }] },
      gone: { totalCount: 1, edges: [{ node: { amount: 300, remaining: 0, status: 'EXPIRED' } }] },
    })
  })

  test('given points that waited, they have filled the room that an expiry made (R4)', async () => {
    const account = await accountWith([1_500_000, 500_000, 700_000])
    await letExpire(account, [1])

    const { wallet } = await read(shown, { account })

    expect(wallet).toMatchObject({ available: 2_000_000, pending: 200_000, room: 0 })
    expect(wallet.waiting).toEqual({ totalCount: 0, edges: [] })
    expect(wallet.live.edges.map(({ node }: { node: object }) => node)).toMatchObject([
      { amount: 1_500_000, remaining: 1_500_000, pending: 0 },
      { amount: 700_000, remaining: 500_000, pending: 200_000 },
    ])
  })

  test('whatever has come and gone, posting what is due changes nothing that is shown', async () => {
    const merchant = await market.newMerchant()
    const history = fc.record({
      granted: fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 6 }),
      spent: fc.array(fc.integer({ min: 1, max: 900_000 }), { maxLength: 2 }),
      expired: fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 4 }),
    })
    await fc.assert(
      fc.asyncProperty(history, async ({ granted, spent, expired }) => {
        const account = await accountWith(granted)
        for (const points of spent)
          await market.does(operator, 'redeemPoints', order(account, merchant, points))
        await letExpire(account, expired)
        const before = await read(shown, { account })
        const ids = before.wallet.all.edges.map(({ node }: { node: { id: string } }) => node.id)
        const nodes = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Lot ${lot} } }`
        const lotsBefore = await read(nodes, { ids })

        await carryOutDue(account)

        expect(before).toEqual(await read(shown, { account }))
        expect(lotsBefore).toEqual(await read(nodes, { ids }))
        const stored = await market.sql(`select status from lot where ${ofAccount} order by id`, [
          account,
        ])
        expect(ids).toHaveLength(stored.length)
      }),
      { numRuns: process.env.LONG ? 200 : 12 },
    )
  })
})

describe('expiring', () => {
  test.each([
    ['2025-01-30', 0],
    ['2025-01-31', 0],
    ['2099-12-30', 0],
    ['2099-12-31', 700],
    ['9999-12-31', 700],
  ])('through %s counts %i', async (through, expected) => {
    const account = await accountWith([700, 40])
    await letExpire(account, [1])
    await market.sql(
      `update lot set expires_at = '2099-12-31T15:00:00Z' where ${ofAccount} and amount = 700`,
      [account],
    )
    const { wallet } = await read(
      'query ($account: String!, $through: Date!) { wallet(account: $account) { expiring(through: $through) } }',
      { account, through },
    )
    expect(wallet).toEqual({ expiring: expected })
  })

  test('counts what waits for room, too', async () => {
    const account = await accountWith([2_000_000, 300_000])
    const { wallet } = await read(
      'query ($account: String!) { wallet(account: $account) { pending expiring(through: "9999-12-31") } }',
      { account },
    )
    expect(wallet).toEqual({ pending: 300_000, expiring: 2_300_000 })
  })
})

describe('balanceAt', () => {
  const balanceAt =
    'query ($account: String!, $at: DateTime!) { wallet(account: $account) { balanceAt(at: $at) } }'
  const journals = `query ($account: String!) { wallet(account: $account) {
    entries(filter: { kinds: [ACCRUAL, REDEMPTION] }) {
      edges { node { account journal { kind postedAt balanceAfter } } } } } }`

  test('is what the ledger said at that instant, from the first journal to the last', async () => {
    const account = await accountWith([300, 500])
    const merchant = await market.newMerchant()
    await market.does(operator, 'redeemPoints', order(account, merchant, 100))
    const { wallet } = await read(journals, { account })
    const instants = new Map<string, number>()
    for (const { node } of wallet.entries.edges.toReversed())
      instants.set(node.journal.postedAt, node.journal.balanceAfter)
    expect([...instants.values()]).toEqual([300, 800, 700])
    for (const [at, balance] of instants)
      expect(await read(balanceAt, { account, at })).toEqual({ wallet: { balanceAt: balance } })
    const [first = ''] = instants.keys()
    const before = new Date(Date.parse(first) - 1)
    expect(await read(balanceAt, { account, at: before })).toEqual({ wallet: { balanceAt: 0 } })
  })

  test('of an instant before there were points is 0', async () => {
    const account = await accountWith([300])
    const at = '1900-01-01T00:00:00Z'
    expect(await read(balanceAt, { account, at })).toEqual({ wallet: { balanceAt: 0 } })
  })

  test('of the future is malformed', async () => {
    const account = await accountWith([])
    const at = new Date(Date.now() + 60_000).toISOString()
    const { body } = await market.ask(operator, balanceAt, { account, at })
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['at'] })
  })
})

describe('the cost of reading', () => {
  const whole = `query ($account: String!) { wallet(account: $account) {
    id status available held pending room account { id externalId status }
    lots(first: 100) { totalCount edges { node { id status remaining accrual { id amount } } } }
    entries { edges { node { id account amount journal { id kind postedAt balanceAfter } } } } } }`

  test.each([
    [1, 'nothing due', []],
    [20, 'nothing due', []],
    [1, 'all due', [0]],
    [20, 'a part due', [3, 4, 19]],
  ])(
    '%i lots with %s, with entries, journals and account: three statements',
    async (count, _due, expired) => {
      const account = await accountWith(Array.from({ length: count }, (_, index) => index + 1))
      await letExpire(account, expired)
      market.statements.length = 0

      const { wallet } = await read(whole, { account })

      expect(wallet.lots.totalCount).toBe(count)
      expect(wallet.lots.edges).toHaveLength(count)
      expect(wallet.entries.edges).toHaveLength(Math.min(count * 2, 20))
      expect(market.statements).toHaveLength(3)
    },
  )

  test('what entries name is read for all of them together', async () => {
    const links = `query ($account: String!) { wallet(account: $account) { entries(first: 100) {
      edges { node { contract { partner { name } } lot { remaining } merchant { code }
        journal { wallet { available } redemption { orderId } merchant { name } } } } } } }`
    const merchant = await market.newMerchant()
    const counts = []
    for (const grants of [1, 20]) {
      const account = await accountWith(Array.from({ length: grants }, () => 10))
      for (let spent = 0; spent < grants; spent += 1)
        await market.does(operator, 'redeemPoints', order(account, merchant, 10))
      market.statements.length = 0
      const { wallet } = await read(links, { account })
      expect(wallet.entries.edges).toHaveLength(grants * 4)
      counts.push(market.statements.length)
    }
    expect(counts[1]).toBe(counts[0])
  })
})

describe('pages', () => {
  const lists = {
    lots: `query ($account: String!, $first: Int, $after: String, $last: Int, $before: String) {
      wallet(account: $account) { list: lots(first: $first, after: $after, last: $last, before: $before) {
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage } edges { node { id } } } } }`,
    entries: `query ($account: String!, $first: Int, $after: String, $last: Int, $before: String) {
      wallet(account: $account) { list: entries(first: $first, after: $after, last: $last, before: $before) {
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage } edges { node { id } } } } }`,
    redemptions: `query ($account: String!, $first: Int, $after: String, $last: Int, $before: String) {
      wallet(account: $account) { list: redemptions(first: $first, after: $after, last: $last, before: $before) {
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage } edges { node { id } } } } }`,
  }
  type List = keyof typeof lists

  interface Page {
    readonly pageInfo: Record<'startCursor' | 'endCursor', string | null> &
      Record<'hasNextPage' | 'hasPreviousPage', boolean>
    readonly edges: readonly { readonly node: { readonly id: string } }[]
  }

  const pageOf = async (list: List, account: string, args: object): Promise<Page> =>
    (await read(lists[list], { account, ...args })).wallet.list
  const idsOf = ({ edges }: Page) => edges.map(({ node }) => node.id)

  let account: string
  beforeAll(async () => {
    account = await accountWith([100, 100, 100, 100, 100])
    const merchant = await market.newMerchant()
    for (const points of [10, 150, 20])
      await market.does(operator, 'redeemPoints', order(account, merchant, points))
  })

  const cases = (['lots', 'entries', 'redemptions'] as const).flatMap((list) =>
    [1, 2, 3, 7].map((size) => [list, size] as const),
  )

  test.each(cases)('%s: forwards by %i, each once and in order', async (list, size) => {
    const whole = await pageOf(list, account, { first: 100 })
    const found: string[] = []
    let page = await pageOf(list, account, { first: size })
    found.push(...idsOf(page))
    while (page.pageInfo.hasNextPage) {
      page = await pageOf(list, account, { first: size, after: page.pageInfo.endCursor })
      expect(page.pageInfo.hasPreviousPage).toBe(true)
      found.push(...idsOf(page))
    }
    expect(found).toEqual(idsOf(whole))
  })

  test.each(cases)('%s: backwards by %i, each once and in order', async (list, size) => {
    const whole = await pageOf(list, account, { first: 100 })
    const found: string[] = []
    let page = await pageOf(list, account, { last: size })
    found.unshift(...idsOf(page))
    while (page.pageInfo.hasPreviousPage) {
      page = await pageOf(list, account, { last: size, before: page.pageInfo.startCursor })
      found.unshift(...idsOf(page))
    }
    expect(found).toEqual(idsOf(whole))
  })

  test('20 if nothing is said, and none where none are wanted', async () => {
    const rich = await accountWith(Array.from({ length: 21 }, () => 1))
    expect(idsOf(await pageOf('lots', rich, {}))).toHaveLength(20)
    const none = await pageOf('lots', rich, { first: 0 })
    expect(none.edges).toEqual([])
    expect(none.pageInfo).toMatchObject({ startCursor: null, endCursor: null, hasNextPage: true })
  })

  test.each([
    ['first', { first: -1 }],
    ['first', { first: 101 }],
    ['last', { last: -1 }],
    ['last', { last: 101 }],
    ['after', { after: 'nonsense' }],
    ['after', { after: '' }],
    ['before', { before: Buffer.from('GPC:S:nonsense').toString('base64') }],
    ['last', { first: 1, last: 1 }],
  ])('%s of %j is malformed, in every list', async (argument, args) => {
    for (const list of Object.keys(lists) as List[]) {
      const { body } = await market.ask(operator, lists[list], { account, ...args })
      expect(body.errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: [argument],
      })
    }
  })
})

describe('entries', () => {
  test('are filtered by kind and by time, each bound as it says', async () => {
    const account = await accountWith([100, 200])
    const merchant = await market.newMerchant()
    await market.does(operator, 'redeemPoints', order(account, merchant, 50))
    const entries = `query ($account: String!, $filter: LedgerEntryFilter) { wallet(account: $account) {
      entries(filter: $filter) { edges { node { amount journal { kind postedAt } } } } } }`
    const found = async (filter: object) => {
      const { wallet } = await read(entries, { account, filter })
      return wallet.entries.edges.map(
        ({ node }: { node: { amount: number; journal: { kind: string } } }) =>
          `${node.journal.kind} ${node.amount}`,
      )
    }
    const { wallet } = await read(entries, { account })
    const second = wallet.entries.edges[2].node.journal.postedAt

    expect(await found({ kinds: ['REDEMPTION'] })).toEqual(['REDEMPTION -50', 'REDEMPTION 50'])
    expect(await found({ kinds: [] })).toEqual([])
    expect(await found({ from: second, kinds: ['ACCRUAL'] })).toEqual([
      'ACCRUAL -200',
      'ACCRUAL 200',
    ])
    expect(await found({ to: second })).toEqual(['ACCRUAL -100', 'ACCRUAL 100'])
  })

  test('name their lot on a wallet and their merchant where it is owed', async () => {
    const account = await accountWith([100])
    const merchant = await market.newMerchant()
    await market.does(operator, 'redeemPoints', order(account, merchant, 100))
    const { wallet } = await read(
      `query ($account: String!) { wallet(account: $account) { entries { edges { node {
        account lot { amount status } merchant { code } journal { merchant { code } } } } } } }`,
      { account },
    )
    const spent = { amount: 100, status: 'EXHAUSTED' }
    const { code } = { code: merchant }
    expect(wallet.entries.edges.map(({ node }: { node: object }) => node)).toEqual([
      { account: 'WALLET_AVAILABLE', lot: spent, merchant: null, journal: { merchant: { code } } },
      {
        account: 'MERCHANT_PAYABLE',
        lot: null,
        merchant: { code },
        journal: { merchant: { code } },
      },
      { account: 'CONTRACT_BUDGET', lot: null, merchant: null, journal: { merchant: null } },
      { account: 'WALLET_AVAILABLE', lot: spent, merchant: null, journal: { merchant: null } },
    ])
  })
})
