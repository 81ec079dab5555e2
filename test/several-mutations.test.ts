import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { grant, type Market, openMarket, operator } from './support/market.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

const shown = `... on AccruePointsPayload {
  wallet {
    available
    room
    expiring(through: "2099-01-01")
    lots { totalCount }
    entries(first: 2) {
      edges {
        node {
          contract { budget { remaining } conservation { available } }
          lot { remaining }
          journal { wallet { available } }
        }
      }
    }
  }
}`

test('given several mutations in one request, when each shows the wallet, then it shows what that one left', async () => {
  const id = await market.newContract({ deposit: 10_000 })
  const account = await market.newAccount()
  const amounts = [1_000, 200, 30]
  const asked = amounts.map((amount) => grant(id, account, amount))
  const { body } = await market.ask(
    operator,
    `mutation (${asked.map((_, n) => `$i${n}: AccruePointsInput!`).join()}) {
      ${asked.map((_, n) => `m${n}: accruePoints(input: $i${n}) { ${shown} }`).join('\n')}
    }`,
    Object.fromEntries(asked.map((input, n) => [`i${n}`, input])),
  )

  expect(body.errors).toBeUndefined()
  for (const [n, available] of [1_000, 1_200, 1_230].entries()) {
    const { wallet } = body.data[`m${n}`]
    expect(wallet).toMatchObject({
      available,
      room: 2_000_000 - available,
      expiring: available,
      lots: { totalCount: n + 1 },
    })
    const contract = { budget: { remaining: 10_000 - available }, conservation: { available } }
    const journal = { wallet: { available } }
    const nodes = wallet.entries.edges.map(({ node }: { node: unknown }) => node)
    expect(nodes).toEqual([
      { contract, journal, lot: null },
      { contract, journal, lot: { remaining: amounts[n] } },
    ])
  }
})
