import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { operator } from './support/market.ts'
import { ofAccount, openWallets, type Wallets } from './support/wallets.ts'

let gateway: TestGateway
let wallets: Wallets

beforeAll(async () => {
  gateway = await startTestGateway()
  wallets = openWallets(gateway)
})
afterAll(() => gateway.stop())

const isLong = Boolean(process.env.LONG)

const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0)

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
    const account = await wallets.accountWith([300, 500])
    await wallets.letExpire(account, [0])

    const { wallet } = await wallets.read(shown, { account })

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
    const account = await wallets.accountWith([1_500_000, 500_000, 700_000])
    await wallets.letExpire(account, [1])

    const { wallet } = await wallets.read(shown, { account })

    expect(wallet).toMatchObject({ available: 2_000_000, pending: 200_000, room: 0 })
    expect(wallet.waiting).toEqual({ totalCount: 0, edges: [] })
    expect(wallet.live.edges.map(({ node }: { node: object }) => node)).toMatchObject([
      { amount: 1_500_000, remaining: 1_500_000, pending: 0 },
      { amount: 700_000, remaining: 500_000, pending: 200_000 },
    ])
  })

  test(
    'whatever has come and gone, posting what is due changes nothing that is shown',
    async () => {
      const history = fc.record({
        granted: fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 6 }),
        spentPercent: fc.nat({ max: 100 }),
        expired: fc.uniqueArray(fc.nat({ max: 5 }), { maxLength: 4 }),
      })
      await fc.assert(
        fc.asyncProperty(history, async ({ granted, spentPercent, expired }) => {
          const account = await wallets.accountWith(granted)
          const held = Math.min(sum(granted), 2_000_000)
          const spent = Math.floor((held * spentPercent) / 100)
          if (spent > 0) await wallets.spend(account, [spent])
          await wallets.letExpire(account, expired)
          const before = await wallets.read(shown, { account })
          const ids = before.wallet.all.edges.map(({ node }: { node: { id: string } }) => node.id)
          const nodes = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Lot ${lot} } }`
          const lotsBefore = await wallets.read(nodes, { ids })

          await wallets.carryOutDue(account)

          expect(before).toEqual(await wallets.read(shown, { account }))
          expect(lotsBefore).toEqual(await wallets.read(nodes, { ids }))
          const stored = await gateway.sql(
            `select status from lot where ${ofAccount} order by id`,
            [account],
          )
          expect(ids).toHaveLength(stored.length)
        }),
        { numRuns: isLong ? 200 : 8 },
      )
    },
    isLong ? 600_000 : 60_000,
  )
})

describe('expiring', () => {
  test.each([
    ['2025-01-30', 0],
    ['2025-01-31', 0],
    ['2099-12-30', 0],
    ['2099-12-31', 700],
    ['9999-12-31', 700],
  ])('through %s counts %i', async (through, expected) => {
    const account = await wallets.accountWith([700, 40])
    await wallets.letExpire(account, [1])
    await gateway.sql(
      `update lot set expires_at = '2099-12-31T15:00:00Z' where ${ofAccount} and amount = 700`,
      [account],
    )
    const { wallet } = await wallets.read(
      'query ($account: String!, $through: Date!) { wallet(account: $account) { expiring(through: $through) } }',
      { account, through },
    )
    expect(wallet).toEqual({ expiring: expected })
  })

  test('counts what waits for room, too', async () => {
    const account = await wallets.accountWith([2_000_000, 300_000])
    const { wallet } = await wallets.read(
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
    const account = await wallets.accountWith([300, 500])
    await wallets.spend(account, [100])
    const { wallet } = await wallets.read(journals, { account })
    const instants = new Map<string, number>()
    for (const { node } of wallet.entries.edges.toReversed())
      instants.set(node.journal.postedAt, node.journal.balanceAfter)
    expect([...instants.values()]).toEqual([300, 800, 700])
    for (const [at, balance] of instants)
      expect(await wallets.read(balanceAt, { account, at })).toEqual({
        wallet: { balanceAt: balance },
      })
    const [first = ''] = instants.keys()
    const before = new Date(Date.parse(first) - 1)
    expect(await wallets.read(balanceAt, { account, at: before })).toEqual({
      wallet: { balanceAt: 0 },
    })
  })

  test('of an instant before there were points is 0', async () => {
    const account = await wallets.accountWith([300])
    const at = '1900-01-01T00:00:00Z'
    expect(await wallets.read(balanceAt, { account, at })).toEqual({ wallet: { balanceAt: 0 } })
  })

  test('of the future is malformed', async () => {
    const account = await wallets.accountWith([])
    const at = new Date(Date.now() + 60_000).toISOString()
    const { body } = await gateway.ask(operator, balanceAt, { account, at })
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['at'] })
  })
})

describe('the cost of reading', () => {
  interface WalletShown {
    readonly available: number
    readonly lots: {
      readonly totalCount: number
      readonly edges: readonly { readonly node: { readonly amount: number } }[]
    }
  }

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
      const account = await wallets.accountWith(
        Array.from({ length: count }, (_, index) => index + 1),
      )
      await wallets.letExpire(account, expired)
      gateway.statements.length = 0

      const { wallet } = await wallets.read(whole, { account })

      expect(wallet.lots.totalCount).toBe(count)
      expect(wallet.lots.edges).toHaveLength(count)
      expect(wallet.entries.edges).toHaveLength(Math.min(count * 2, 20))
      expect(gateway.statements).toHaveLength(3)
    },
  )

  test('the lots of many wallets are read in one statement, each with its own page', async () => {
    const list = `query ($merchant: String!) { merchant(code: $merchant) { redemptions {
      edges { node { wallet { account { externalId } available
        lots(first: 2, status: AVAILABLE) { totalCount edges { node { amount accrual { id } } } } } } } } } }`
    const accounts = []
    for (const amounts of [[10, 20], [30], [40, 50, 60]])
      accounts.push(await wallets.accountWith(amounts))
    const merchant = await wallets.spend(accounts[0] ?? '', [1])
    for (const account of accounts.slice(1)) await wallets.spend(account, [1], merchant)
    await wallets.letExpire(accounts[2] ?? '', [0])
    gateway.statements.length = 0

    const found = (await wallets.read(list, { merchant })).merchant.redemptions.edges

    const shown = found.map(({ node }: { node: { wallet: WalletShown } }) => ({
      available: node.wallet.available,
      total: node.wallet.lots.totalCount,
      amounts: node.wallet.lots.edges.map((edge) => edge.node.amount),
    }))
    expect(shown).toEqual([
      { available: 110, total: 2, amounts: [50, 60] },
      { available: 29, total: 1, amounts: [30] },
      { available: 29, total: 2, amounts: [10, 20] },
    ])
    expect(gateway.statements).toHaveLength(2)
  })

  test('what entries name is read for all of them together', async () => {
    const links = `query ($account: String!) { wallet(account: $account) { entries(first: 100) {
      edges { node { contract { partner { name } } lot { remaining } merchant { code }
        journal { wallet { available } redemption { orderId } merchant { name } } } } } } }`
    const counts = []
    for (const grants of [1, 20]) {
      const account = await wallets.accountWith(Array.from({ length: grants }, () => 10))
      await wallets.spend(account, Array(grants).fill(10))
      gateway.statements.length = 0
      const { wallet } = await wallets.read(links, { account })
      expect(wallet.entries.edges).toHaveLength(grants * 4)
      counts.push(gateway.statements.length)
    }
    expect(counts[1]).toBe(counts[0])
  })
})
