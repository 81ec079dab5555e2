import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startTestGateway, type TestGateway } from './support/gateway.ts'
import { openWallets, type Wallets } from './support/wallets.ts'

let gateway: TestGateway
let wallets: Wallets

beforeAll(async () => {
  gateway = await startTestGateway()
  wallets = openWallets(gateway)
})
afterAll(() => gateway.stop())

describe('entries', () => {
  test('are filtered by kind and by time, each bound as it says', async () => {
    const account = await wallets.accountWith([100, 200])
    await wallets.spend(account, [50])
    const entries = `query ($account: String!, $filter: LedgerEntryFilter) { wallet(account: $account) {
      entries(filter: $filter) { edges { node { amount journal { kind postedAt } } } } } }`
    const found = async (filter: object) => {
      const { wallet } = await wallets.read(entries, { account, filter })
      return wallet.entries.edges.map(
        ({ node }: { node: { amount: number; journal: { kind: string } } }) =>
          `${node.journal.kind} ${node.amount}`,
      )
    }
    const { wallet } = await wallets.read(entries, { account })
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
    const account = await wallets.accountWith([100])
    const code = await wallets.spend(account, [100])
    const { wallet } = await wallets.read(
      `query ($account: String!) { wallet(account: $account) { entries { edges { node {
        account lot { amount status } merchant { code } journal { merchant { code } } } } } } }`,
      { account },
    )
    const spent = { amount: 100, status: 'EXHAUSTED' }
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
