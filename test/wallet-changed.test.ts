import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Caller } from '../src/domain/caller.ts'
import { as, fresh, grant, type Market, openMarket, operator, order } from './support/market.ts'
import { bearer, type Result, type Stream, subscribe } from './support/sse.ts'
import { ofAccount, openWallets, type Wallets } from './support/wallets.ts'

let market: Market
let wallets: Wallets
beforeAll(async () => {
  market = await openMarket()
  wallets = openWallets(market)
})
afterAll(() => market.stop())

const query = `subscription ($account: String!, $after: ID) {
  walletChanged(account: $account, after: $after) { id kind balanceAfter } }`

const hear = async (
  caller: Caller | undefined,
  variables: Readonly<Record<string, unknown>>,
  document = query,
): Promise<Stream> =>
  subscribe(
    market.url,
    { query: document, variables },
    caller && (await bearer(market.config, caller)),
  )

/** The account's journals, as the ledger has them, oldest first. */
const ledgerOf = (account: string) =>
  market.sql(
    `select translate(encode(convert_to('Journal:' || owner_id || '.' || id, 'UTF8'), 'base64'),
              E'\\n', '') as id, kind::text, balance_after::int as "balanceAfter"
     from journal where ${ofAccount} order by journal.id`,
    [account],
  )
const ids = async (account: string) => (await ledgerOf(account)).map(({ id }) => String(id))

const changeIn = ({ data, errors }: Result) => data?.walletChanged ?? errors
const kindsIn = (results: readonly Result[]) => results.map((result) => changeIn(result).kind)
const idsIn = (results: readonly Result[]) => results.map((result) => changeIn(result).id)

describe('walletChanged', () => {
  test('from the moment of subscribing, given what was before, then only what comes is heard', async () => {
    const account = await wallets.accountWith([100])
    const stream = await hear(operator, { account })
    await wallets.spend(account, [10, 20, 30])
    const heard = await stream.take(3)
    expect(heard.map((result) => changeIn(result).balanceAfter)).toEqual([90, 70, 40])
    expect(idsIn(heard)).toEqual((await ids(account)).slice(1))
    stream.leave()
  })

  test('from a wallet that had no journal yet, then its first is heard', async () => {
    const account = await market.newAccount()
    const stream = await hear(as('USER', account), { account })
    await market.does(operator, 'accruePoints', grant(await market.newContract(), account, 500))
    expect(changeIn(await stream.next())).toMatchObject({ kind: 'ACCRUAL', balanceAfter: 500 })
    stream.leave()
  })

  test('after a journal, then what has come since is heard, and then what comes', async () => {
    const account = await wallets.accountWith([1_000])
    await wallets.spend(account, Array(150).fill(1))
    const [, , third] = await ids(account)
    const stream = await hear(as('USER', account), { account, after: third })
    const missed = await stream.take(148)
    await wallets.spend(account, [5])
    const heard = [...missed, await stream.next()]
    expect(idsIn(heard)).toEqual((await ids(account)).slice(3))
    stream.leave()
  })

  test('given one command that posts several journals, then all are heard, in their order', async () => {
    const account = await wallets.accountWith([1_000_000, 900_000, 400_000])
    await wallets.letExpire(account, [1])
    const stream = await hear(operator, { account })
    await wallets.spend(account, [50_000])
    const ledger = (await ledgerOf(account)).slice(-3)
    const heard = await stream.take(3)
    expect(kindsIn(heard)).toEqual(['EXPIRY', 'PENDING_FILL', 'REDEMPTION'])
    expect(heard.map(changeIn)).toEqual(ledger)
    stream.leave()
  })

  test('given points that waited for room, when some are spent, then what filled it is heard', async () => {
    const account = await wallets.accountWith([2_000_000, 50_000])
    const document = `subscription ($account: String!) { walletChanged(account: $account) {
      kind entries { account amount } wallet { available pending } } }`
    const stream = await hear(as('USER', account), { account }, document)
    await wallets.spend(account, [30_000])
    const wallet = { available: 2_000_000, pending: 20_000 }
    expect((await stream.take(2)).map(changeIn)).toEqual([
      {
        kind: 'REDEMPTION',
        entries: [
          { account: 'WALLET_AVAILABLE', amount: -30_000 },
          { account: 'MERCHANT_PAYABLE', amount: 30_000 },
        ],
        wallet,
      },
      {
        kind: 'PENDING_FILL',
        entries: [
          { account: 'WALLET_PENDING', amount: -30_000 },
          { account: 'WALLET_AVAILABLE', amount: 30_000 },
        ],
        wallet,
      },
    ])
    stream.leave()
  })

  test('with each change the wallet and its lots are shown as they are by then', async () => {
    const account = await wallets.accountWith([100])
    const merchant = await market.newMerchant()
    const document = `subscription ($account: String!) { walletChanged(account: $account) {
      wallet { available lots { edges { node { remaining } } } } redemption { status } } }`
    const stream = await hear(operator, { account }, document)
    for (const available of [90, 80, 70]) {
      await market.does(operator, 'redeemPoints', order(account, merchant, 10))
      expect(changeIn(await stream.next())).toEqual({
        wallet: { available, lots: { edges: [{ node: { remaining: available } }] } },
        redemption: { status: 'CAPTURED' },
      })
    }
    stream.leave()
  })

  test('given several who listen to several wallets, then each hears theirs alone', async () => {
    const accounts = await Promise.all([1, 2, 3].map(() => market.newAccountWith(100)))
    const heard = await Promise.all(
      [...accounts, ...accounts].map((account) => hear(as('USER', account), { account })),
    )
    for (const account of accounts) await wallets.spend(account, [1, 2])
    const changes = await Promise.all(heard.map((stream) => stream.take(2)))
    const expected = await Promise.all(
      [...accounts, ...accounts].map(async (account) => (await ids(account)).slice(1)),
    )
    expect(changes.map(idsIn)).toEqual(expected)
    for (const stream of heard) stream.leave()
  })
})

describe('whoever asks for walletChanged', () => {
  const codeOf = async (caller: Caller | undefined, variables: object) => {
    const stream = await hear(caller, { ...variables })
    const result = await stream.next()
    const [{ extensions }] = result.errors
    expect(await stream.next()).toBeUndefined()
    return extensions
  }

  test.each([
    ['a partner', as('PARTNER', 'p'), { code: 'FORBIDDEN' }],
    ['an agency', as('AGENCY', 'a'), { code: 'FORBIDDEN' }],
    ['a merchant', as('MERCHANT', 'm'), { code: 'FORBIDDEN' }],
    ['another user', as('USER', 'u'), { code: 'NOT_FOUND' }],
    ['nobody', undefined, { code: 'UNAUTHENTICATED' }],
  ])('given %s, then they are refused', async (_who, caller, told) => {
    const account = await market.newAccountWith(100)
    expect(await codeOf(caller, { account })).toEqual(told)
  })

  test('given a name that no account has, then nothing is found, for an operator too', async () => {
    expect(await codeOf(operator, { account: fresh('none') })).toEqual({ code: 'NOT_FOUND' })
    const caller = as('USER', fresh('none'))
    expect(await codeOf(caller, { account: caller.code })).toEqual({ code: 'NOT_FOUND' })
  })

  test('given a malformed account, then its path is told', async () => {
    const told = { code: 'BAD_USER_INPUT', path: ['account'] }
    expect(await codeOf(as('PARTNER', 'p'), { account: 'a b' })).toEqual(told)
    expect(await codeOf(operator, { account: 1 })).toEqual(told)
  })

  test('given an `after` that names no journal of the wallet, then its path is told', async () => {
    const account = await market.newAccountWith(100)
    const [own = ''] = await ids(account)
    const [others] = await ids(await market.newAccountWith(100))
    const wallet = Buffer.from(own, 'base64').toString().slice('Journal:'.length, -37)
    const global = (text: string) => Buffer.from(text).toString('base64')
    const later = global(`Journal:${wallet}.ffffffff-ffff-7fff-8fff-ffffffffffff`)
    const malformed = ['', 'a', global(`Wallet:${wallet}`), global(`Journal:${wallet}`)]
    for (const after of [others, later, ...malformed])
      expect({ after, told: await codeOf(operator, { account, after }) }).toEqual({
        after,
        told: { code: 'BAD_USER_INPUT', path: ['after'] },
      })
  })
})
