import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

test.each([9_999, 10_000, 2_000_001])(
  'given a journal of many lines, then line %i has a cursor and an id that are read',
  async (line) => {
    const account = await market.newAccountWith(100)
    const [row] = await market.sql(
      `select wallet.id as owner, last_journal_id as journal from wallet
       join account on account.id = account_id where external_id = $1`,
      [account],
    )
    const { body } = await market.ask(
      operator,
      `query ($account: String!, $after: String!, $id: ID!) {
        wallet(account: $account) { entries(first: 2, after: $after) { edges { cursor } } }
        node(id: $id) { id } }`,
      {
        account,
        after: Buffer.from(`${row?.journal}_${line}`).toString('base64url'),
        id: Buffer.from(`LedgerEntry:${row?.owner}.${row?.journal}.${line}`).toString('base64'),
      },
    )
    expect(body.errors).toBeUndefined()
    expect(body.data.node).toBeNull()
  },
)
