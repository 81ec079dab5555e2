import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { openWallets, type Wallets } from './support/wallets.ts'

let gateway: TestGateway
let wallets: Wallets
let account: string

// Two that expired, then three that expire together.
beforeAll(async () => {
  gateway = await startTestGateway()
  wallets = openWallets(gateway)
  account = await wallets.accountWith([10, 20, 30, 40, 50])
  await wallets.letExpire(account, [0, 1])
  await wallets.carryOutDue(account)
})
afterAll(() => gateway.stop())

const lots = async (args: string, selection: string, more = '') =>
  (
    await wallets.read(
      `query ($account: String!) { wallet(account: $account) { lots(${args}) { ${selection} } } } ${more}`,
      { account },
    )
  ).wallet.lots

const cursorOf = async (position: number): Promise<string> =>
  (await lots('first: 100', 'edges { cursor }')).edges[position].cursor

const amountsOf = async (args: string): Promise<number[]> =>
  (await lots(args, 'edges { node { amount } }')).edges.map(
    ({ node }: { node: { amount: number } }) => node.amount,
  )

test('given a cursor, then the lots that expire with it come first, and then the others', async () => {
  expect(await amountsOf(`first: 2, after: "${await cursorOf(0)}"`)).toEqual([20, 30])
  expect(await amountsOf(`first: 2, after: "${await cursorOf(2)}"`)).toEqual([40, 50])
  expect(await amountsOf(`last: 2, before: "${await cursorOf(3)}"`)).toEqual([20, 30])
  expect(await amountsOf(`last: 2, before: "${await cursorOf(4)}"`)).toEqual([30, 40])
})

test('given a cursor and a state, then only lots in that state are given', async () => {
  const after = await cursorOf(0)
  expect(await amountsOf(`first: 9, after: "${after}", status: EXPIRED`)).toEqual([20])
  expect(await amountsOf(`first: 9, after: "${after}", status: AVAILABLE`)).toEqual([30, 40, 50])
})

test.each([
  ['named', '...count', 'fragment count on WalletLotsConnection { totalCount }'],
  ['inline', '... { totalCount }', ''],
])('a count in a %s fragment is given', async (_form, selection, fragment) => {
  expect(await lots('first: 1', selection, fragment)).toEqual({ totalCount: 5 })
})

test('lots are counted only where somebody asks how many there are', async () => {
  const counting = () => gateway.statements.filter((sql) => /count\(/i.test(sql))
  gateway.statements.length = 0
  await lots('first: 1', 'edges { node { amount } }')
  expect(counting()).toEqual([])
  await lots('first: 1', 'totalCount')
  expect(counting()).toHaveLength(1)
})
