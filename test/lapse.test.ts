import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { carryOutDue } from '../src/jobs/carry-out-due.ts'
import { createEngine } from '../src/posting/engine.ts'
import { as, grant, operator, order } from './support/market.ts'
import { done, openTill, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

type Held = Awaited<ReturnType<Till['authorize']>>

/** A hold of 60 of 100 points, whose time is up; nobody has touched it since. */
async function lapsed() {
  const account = await till.newHolder([[100, 60]])
  const held = await till.authorize(account, 60, { holdDays: 1, orderId: 'an order' })
  till.passDays(1)
  return { account, held }
}
const kindsOf = async (account: string) => (await till.journalsOf(account)).map(([kind]) => kind)

describe('given a hold whose time is up and no job that runs, when it is read, then it has lapsed (R20, R27)', () => {
  const read = async (document: string, variables: object) =>
    (await till.ask(operator, document, { ...variables })).body.data

  test('in its wallet', async () => {
    const { account } = await lapsed()

    expect(await till.walletOf(account)).toMatchObject({
      available: 100,
      held: 0,
      lots: [{ status: 'AVAILABLE', remaining: 100, held: 0 }],
    })
    expect(await kindsOf(account)).toEqual(['ACCRUAL', 'HOLD'])
  })

  test('in its redemption, of which nothing is left to pay', async () => {
    const { held } = await lapsed()
    const document = `query ($id: ID!, $merchant: String!, $orderId: String!) {
      node(id: $id) { ... on Redemption { status otherAmount cashReceiptEligibleAmount } }
      redemption(merchant: $merchant, orderId: $orderId) { status capturedPoints } }`

    const { merchant } = held
    expect(await read(document, { id: held.id, merchant, orderId: 'an order' })).toEqual({
      node: { status: 'LAPSED', otherAmount: 0, cashReceiptEligibleAmount: 0 },
      redemption: { status: 'LAPSED', capturedPoints: 0 },
    })
  })

  test('among its merchant’s redemptions, and for the merchant itself', async () => {
    const { held } = await lapsed()
    const document = `query ($merchant: String!) { merchant(code: $merchant) {
      lapsed: redemptions(status: LAPSED) { edges { node { id } } }
      open: redemptions(status: AUTHORIZED) { edges { node { id } } } } }`

    for (const caller of [operator, as('MERCHANT', held.merchant)])
      expect((await till.ask(caller, document, { merchant: held.merchant })).body.data).toEqual({
        merchant: {
          lapsed: { edges: [{ node: { id: held.id } }] },
          open: { edges: [] },
        },
      })
  })

  test('with its points expired at once, where their time came meanwhile', async () => {
    const { account } = await heldBeyondExpiry()

    expect(await till.walletOf(account)).toMatchObject({
      available: 40,
      held: 0,
      lots: [
        { amount: 100, status: 'EXPIRED', remaining: 0, held: 0 },
        { amount: 40, remaining: 40 },
      ],
    })
  })

  /** 100 points that are held when their time comes, and 40 others. */
  async function heldBeyondExpiry() {
    const account = await till.newHolder([
      [100, 1],
      [40, 60],
    ])
    const expiry = (await till.firstExpiry(account)).getTime()
    till.turnTo(new Date(expiry - 60_000))
    await till.authorize(account, 100, { holdDays: 2 })
    till.passDays(1)
    expect(await till.walletOf(account)).toMatchObject({ available: 40, held: 100 })
    till.passDays(1)
    return { account }
  }

  test('and a job carries it out by itself: LAPSE, then EXPIRY', async () => {
    const { account } = await heldBeyondExpiry()
    const offsetMs = () => till.now().getTime() - Date.now()
    const posting = createEngine({ db: till.db, offsetMs })
    const job = carryOutDue({ db: till.db, posting, offsetMs })
    while (await job.runPage()) {}
    await posting.drain()

    expect((await till.journalsOf(account)).slice(3)).toEqual([
      ['LAPSE', 'WALLET_HELD of 100 -100', 'WALLET_AVAILABLE of 100 100'],
      ['EXPIRY', 'WALLET_AVAILABLE of 100 -100', 'BREAKAGE 100'],
    ])
    expect(
      await till.sql(`select count(*)::int from redemption where status = 'AUTHORIZED'`),
    ).toEqual([{ count: 0 }])
  })
})

describe('given a hold whose time is up, what touches the wallet first lapses it (R20)', () => {
  const stored = async ({ id }: { readonly id: string }) => {
    const local = Buffer.from(id, 'base64').toString().split(':')[1]
    return (await till.sql('select status from redemption where id = $1', [local]))[0]?.status
  }
  const touches: readonly (readonly [string, string, (account: string) => Promise<unknown>])[] = [
    [
      'an accrual',
      'ACCRUAL',
      async (account) =>
        done(
          await till.does(operator, 'accruePoints', grant(await till.newContract(), account, 1)),
        ),
    ],
    [
      'a redemption of points that were held',
      'REDEMPTION',
      async (account) =>
        done(
          await till.does(operator, 'redeemPoints', order(account, await till.newMerchant(), 100)),
        ),
    ],
    ['another hold of them', 'HOLD', (account) => till.authorize(account, 100)],
  ]

  test.each(touches)('%s', async (_, kind, touch) => {
    const { account, held } = await lapsed()
    await touch(account)

    expect(await kindsOf(account)).toEqual(['ACCRUAL', 'HOLD', 'LAPSE', kind])
    expect(await stored(held)).toBe('LAPSED')
  })

  test.each(['capture', 'void', 'refund'] as const)('a %s of another order', async (verb) => {
    const account = await till.newHolder([[100, 60]])
    const held = await till.authorize(account, 60, { holdDays: 1 })
    const other = await till.authorize(account, 10, { holdDays: 2 })
    if (verb === 'refund') done(await till.step('capture', other))
    till.passDays(1)
    const { wallet } = done(await till.step(verb, other, verb === 'refund' ? { points: 1 } : {}))

    expect(wallet.held).toBe(0)
    const kinds = { capture: 'CAPTURE', void: 'VOID', refund: 'REFUND' }
    expect((await kindsOf(account)).slice(-2)).toEqual(['LAPSE', kinds[verb]])
    expect(await stored(held)).toBe('LAPSED')
  })

  test('closing the account: not before the end, and then with all that was held', async () => {
    const account = await till.newHolder([[100, 60]])
    await till.authorize(account, 60, { holdDays: 1 })
    await till.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })
    expect(await till.does(operator, 'closeAccount', { account })).toMatchObject({
      code: 'INVALID_STATE_CHANGE',
      path: ['input', 'account'],
    })
    till.passDays(1)

    expect(done(await till.does(operator, 'closeAccount', { account })).account).toMatchObject({
      status: 'CLOSED',
      wallet: { available: 0, held: 0 },
    })
    expect((await till.journalsOf(account)).slice(2)).toEqual([
      ['LAPSE', 'WALLET_HELD of 100 -60', 'WALLET_AVAILABLE of 100 60'],
      ['FORFEIT', 'WALLET_AVAILABLE of 100 -100', 'BREAKAGE 100'],
    ])
  })

  test('two holds at once, one after the other', async () => {
    const account = await till.newHolder([[100, 60]])
    const holds: readonly Held[] = [
      await till.authorize(account, 60, { holdDays: 1 }),
      await till.authorize(account, 40, { holdDays: 2 }),
    ]
    till.passDays(2)
    await till.authorize(account, 100)

    expect((await kindsOf(account)).slice(3)).toEqual(['LAPSE', 'LAPSE', 'HOLD'])
    expect(await Promise.all(holds.map(stored))).toEqual(['LAPSED', 'LAPSED'])
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await till.isProven()).toBe(true)
})
