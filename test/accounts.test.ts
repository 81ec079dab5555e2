import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { fresh, grant, type Market, openMarket, operator, order } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const deedsOf = async (account: string) =>
  market.sql(
    `select action, details
     from audit_event
     join account on account.external_id = $1
     join wallet on wallet.account_id = account.id
     where target_id in (account.id::text, wallet.id::text)
     order by audit_event.id`,
    [account],
  )

describe('closeAccount', () => {
  test('forfeits what is available and pending, for ever (R26)', async () => {
    const account = await market.newAccountWith(2_000_000)
    const contract = await market.newContract()
    await market.does(operator, 'accruePoints', grant(contract, account, 500))

    for (const _repeat of [1, 2])
      expect(await market.does(operator, 'closeAccount', { account })).toMatchObject({
        account: {
          externalId: account,
          status: 'CLOSED',
          wallet: { status: 'CLOSED', available: 0, held: 0, pending: 0 },
        },
      })
    expect(await ofWallet(account)).toMatchObject({
      journals: ['ACCRUAL', 'ACCRUAL', 'FORFEIT'],
      lots: ['EXPIRED', 'EXPIRED'],
      breakage: 2_000_500,
    })
    expect((await deedsOf(account)).filter(({ action }) => action === 'closeAccount')).toHaveLength(
      1,
    )
  })

  test('closes one that is frozen', async () => {
    const account = await market.newAccountWith(5)
    await market.does(operator, 'setWalletStatus', { account, status: 'FROZEN' })
    expect(await market.does(operator, 'closeAccount', { account })).toMatchObject({
      account: { status: 'CLOSED' },
    })
  })

  test('leaves a person’s other account alone, which can be granted points again (R9)', async () => {
    const person = fresh('ci')
    const [closed, open] = [
      await market.newAccount({ person }),
      await market.newAccount({ person }),
    ]
    const contract = await market.newContract()
    await market.does(operator, 'closeAccount', { account: closed })

    const outcome = await market.does(operator, 'accruePoints', grant(contract, open, 7))
    expect(outcome.wallet.available).toBe(7)
  })

  test('refuses an account that does not exist: NOT_FOUND', async () => {
    expect(await market.does(operator, 'closeAccount', { account: 'nobody' })).toMatchObject({
      code: 'NOT_FOUND',
      path: ['input', 'account'],
    })
  })

  test('and spending at once: points are spent or forfeited, never both', async () => {
    const account = await market.newAccountWith(100)
    const merchant = await market.newMerchant()
    const spends = Array.from({ length: 5 }, () =>
      market.does(operator, 'redeemPoints', order(account, merchant, 10)),
    )
    const closing = market.does(operator, 'closeAccount', { account })
    const spent = (await Promise.all(spends)).filter(({ redemption }) => redemption).length
    await closing

    expect(await ofWallet(account)).toMatchObject({ breakage: 100 - 10 * spent })
  })
})

const ofWallet = async (account: string) => {
  const [row] = await market.sql(
    `select
       array(select kind::text from journal where owner_id = wallet.id order by id) as journals,
       array(select status::text from lot where wallet_id = wallet.id order by id) as lots,
       (select coalesce(sum(amount), 0)::int from entry
        where owner_id = wallet.id and account = 'BREAKAGE') as breakage
     from wallet
     join account on account.id = wallet.account_id
     where account.external_id = $1`,
    [account],
  )
  return row
}

describe('setWalletStatus', () => {
  test('freezes and lets go on; a repeat is answered, and not recorded again (R26)', async () => {
    const account = await market.newAccountWith(10)
    for (const status of ['FROZEN', 'FROZEN', 'ACTIVE', 'ACTIVE'])
      expect(await market.does(operator, 'setWalletStatus', { account, status })).toMatchObject({
        wallet: { status, available: 10 },
      })
    expect(
      (await deedsOf(account)).filter(({ action }) => action === 'setWalletStatus'),
    ).toMatchObject([{ details: { status: 'FROZEN' } }, { details: { status: 'ACTIVE' } }])
    expect(
      await market.does(operator, 'redeemPoints', order(account, await market.newMerchant(), 10)),
    ).toMatchObject({ wallet: { available: 0 } })
  })

  test.each([
    ['an open wallet', 'CLOSED', false],
    ['a closed one', 'ACTIVE', true],
    ['a closed one', 'FROZEN', true],
    ['a closed one', 'CLOSED', true],
  ])('given %s refuses %s: INVALID_STATE_CHANGE', async (_given, status, isClosed) => {
    const account = await market.newAccount()
    if (isClosed) await market.does(operator, 'closeAccount', { account })
    expect(await market.does(operator, 'setWalletStatus', { account, status })).toMatchObject({
      code: 'INVALID_STATE_CHANGE',
      path: ['input', 'status'],
    })
  })

  test('refuses an account that does not exist: NOT_FOUND', async () => {
    expect(
      await market.does(operator, 'setWalletStatus', { account: 'nobody', status: 'FROZEN' }),
    ).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'account'] })
  })
})
