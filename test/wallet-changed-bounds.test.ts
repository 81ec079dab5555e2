import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SignJWT } from 'jose'
import type { Caller } from '../src/domain/caller.ts'
import { overloaded } from '../src/posting/fault.ts'
import { openSigningKey } from '../src/server/signing-key.ts'
import { as, type Market, openMarket, operator, order } from './support/market.ts'
import { bearer, type Headers, type Stream, subscribe } from './support/sse.ts'

let market: Market
let merchant: string
beforeAll(async () => {
  market = await openMarket()
  merchant = await market.newMerchant()
})
afterAll(() => market.stop())

const query = `subscription ($account: String!, $after: ID) {
  walletChanged(account: $account, after: $after) { id balanceAfter } }`

const hear = async (
  caller: Caller,
  variables: Readonly<Record<string, unknown>>,
  headers?: Headers,
): Promise<Stream> =>
  subscribe(market.url, { query, variables }, headers ?? (await bearer(market.config, caller)))

const spend = (account: string, points: number) =>
  market.does(operator, 'redeemPoints', order(account, merchant, points))

const heardNext = async (stream: Stream) => (await stream.next()).data.walletChanged

describe('a stream of walletChanged', () => {
  /** Whose token is good for 2 or 3 seconds more. */
  const endingSoon = async (caller: Caller): Promise<Headers> => {
    const { jwtIssuer, jwtAudience } = market.config
    const token = await new SignJWT({ ...caller })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(jwtIssuer)
      .setAudience(jwtAudience)
      .setExpirationTime(Math.floor(Date.now() / 1000) - 27)
      .sign(openSigningKey(market.config))
    return { authorization: `Bearer ${token}` }
  }

  test('given a token that is soon over, then it is complete by then, and another token goes on after it', async () => {
    const account = await market.newAccountWith(100)
    const caller = as('USER', account)
    const stream = await hear(caller, { account }, await endingSoon(caller))
    await spend(account, 10)
    const last = await heardNext(stream)
    expect(await stream.next()).toBeUndefined()

    await spend(account, 20)
    const resumed = await hear(caller, { account, after: last.id })
    expect((await heardNext(resumed)).balanceAfter).toBe(70)
    resumed.leave()
  })

  test('given 20 of a wallet, asked for all at once with more, then the rest are told to try later, until one leaves', async () => {
    const account = await market.newAccountWith(100)
    const caller = as('USER', account)
    const asked = await Promise.all(Array.from({ length: 50 }, () => hear(caller, { account })))
    const heard = asked.filter(({ status }) => status === 200)
    const refused = asked.filter(({ status }) => status !== 200)
    expect(heard).toHaveLength(20)
    for (const stream of refused) {
      expect([stream.status, stream.headers.get('retry-after')]).toEqual([503, '1'])
      const [{ message, extensions }] = (await stream.next()).errors
      expect([message, extensions.code]).toEqual([overloaded().message, 'OVERLOADED'])
    }
    const other = await market.newAccountWith(100)
    const another = await hear(operator, { account: other })
    expect(another.status).toBe(200)

    heard[0]?.leave()
    let again = await hear(caller, { account })
    while (again.status === 503) again = await hear(caller, { account })
    await spend(account, 10)
    expect((await heardNext(again)).balanceAfter).toBe(90)
    for (const stream of [...heard, another, again]) stream.leave()
  })

  test('given changes that are posted at the same gateway, then they are heard without its looking for them', async () => {
    const account = await market.newAccountWith(100)
    const stream = await hear(operator, { account })
    market.statements.length = 0
    for (let left = 99; left >= 50; left -= 1) {
      await spend(account, 1)
      expect((await heardNext(stream)).balanceAfter).toBe(left)
    }
    const looks = market.statements.filter((sql) => sql.includes('last_journal_id as last'))
    expect(looks.length).toBeLessThan(50)
    stream.leave()
  })
})
