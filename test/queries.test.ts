import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { as, fresh, grant, type Market, openMarket, operator, order } from './support/market.ts'

let market: Market

beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.stop())

async function read(document: string, variables: Record<string, unknown>, caller = operator) {
  const { body } = await market.ask(caller, document, variables)
  if (body.errors) throw new Error(JSON.stringify(body.errors))
  return body.data
}

const nodesOf = ({ edges }: { edges: { node: object }[] }) => edges.map(({ node }) => node)

describe('accrual(idempotencyKey:)', () => {
  const accrual =
    'query ($key: String!) { accrual(idempotencyKey: $key) { id test amount idempotencyKey } }'

  test('given the same key in TESTING and live, finds the live one; else the test (R13)', async () => {
    const partner = await market.newPartner()
    const caller = as('PARTNER', partner)
    const contract = await market.newContract({ partner, status: 'TESTING' })
    const account = await market.newAccount()
    const tried = grant(contract, account, 10)
    const key = tried.idempotencyKey
    await market.does(caller, 'accruePoints', tried)
    expect((await read(accrual, { key }, caller)).accrual).toMatchObject({ test: true })

    await market.does(operator, 'changeContractStatus', { contract, status: 'LIVE' })
    const made = await market.does(caller, 'accruePoints', tried)

    const live = { id: made.accrual.id, test: false, amount: 10, idempotencyKey: key }
    expect((await read(accrual, { key }, caller)).accrual).toEqual(live)
  })

  test('of a key that stands for something else, or for nothing, is null', async () => {
    const contract = await market.newContract()
    const key = fresh('deposit')
    await market.does(operator, 'depositBudget', { idempotencyKey: key, contract, points: 5 })
    expect(await read(accrual, { key })).toEqual({ accrual: null })
    expect(await read(accrual, { key: 'never-given' })).toEqual({ accrual: null })
  })

  test('of what can be no key is malformed', async () => {
    const { body } = await market.ask(operator, accrual, { key: 'with space' })
    expect(body.errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['idempotencyKey'],
    })
  })
})

describe('redemption(merchant:, orderId:)', () => {
  const redemption = `query ($merchant: String!, $orderId: String!) {
    redemption(merchant: $merchant, orderId: $orderId) { id status } }`

  test('finds the one that counts for the order, or else the newest', async () => {
    const account = await market.newAccountWith(100)
    const merchant = await market.newMerchant()
    const asked = { merchant, orderId: 'again' }
    for (const points of [10, 20]) {
      const held = order(account, merchant, points, asked)
      const { id } = (await market.does(operator, 'authorizeRedemption', held)).redemption
      const found = async () => (await read(redemption, asked)).redemption
      expect(await found()).toEqual({ id, status: 'AUTHORIZED' })
      const voiding = { idempotencyKey: fresh('void'), redemption: id }
      await market.does(operator, 'voidRedemption', voiding)
      expect(await found()).toEqual({ id, status: 'VOIDED' })
    }
    const spent = order(account, merchant, 30, asked)
    const { id } = (await market.does(operator, 'redeemPoints', spent)).redemption
    expect((await read(redemption, asked)).redemption).toEqual({ id, status: 'CAPTURED' })
  })

  test('of no order is null', async () => {
    const merchant = await market.newMerchant()
    expect(await read(redemption, { merchant, orderId: 'none' })).toEqual({ redemption: null })
  })
})

describe('lists', () => {
  test('merchants(country:) are those of that country', async () => {
    const code = await market.newMerchant({ country: 'SG', currency: 'SGD' })
    await market.newMerchant()
    const merchants = `query ($country: String) { merchants(country: $country) {
      totalCount edges { node { code country } } } }`
    const found = (await read(merchants, { country: 'SG' })).merchants
    expect(found).toEqual({ totalCount: 1, edges: [{ node: { code, country: 'SG' } }] })
    for (const country of ['Singapore', '']) {
      const { body } = await market.ask(operator, merchants, { country })
      expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: ['country'] })
    }
  })

  test('contracts(status:) are those that have come so far', async () => {
    const code = await market.newPartner()
    const testing = await market.newContract({ partner: code, status: 'TESTING' })
    const live = await market.newContract({ partner: code })
    const contracts = `query ($code: String!, $status: ContractStatus) { partner(code: $code) {
      contracts(status: $status) { totalCount edges { node { id } } } } }`
    const of = async (status: string | null) =>
      (await read(contracts, { code, status })).partner.contracts
    expect(await of('TESTING')).toEqual({ totalCount: 1, edges: [{ node: { id: testing } }] })
    expect(await of('ENDED')).toEqual({ totalCount: 0, edges: [] })
    expect(nodesOf(await of(null))).toEqual([{ id: live }, { id: testing }])
  })

  test('accruals(filter:) are those that fit all of it', async () => {
    const contract = await market.newContract()
    const account = await market.newAccount()
    const made: { id: string; createdAt: string }[] = []
    for (const purpose of ['OTHER', 'EVENT_PRIZE', 'OTHER'])
      made.push(
        (await market.does(operator, 'accruePoints', grant(contract, account, 1, { purpose })))
          .accrual,
      )
    const [first, second, third] = made.map(({ id }) => ({ id }))
    const accruals = `query ($id: ID!, $filter: AccrualFilter) { node(id: $id) { ... on Contract {
      accruals(filter: $filter) { edges { node { id } } } } } }`
    const of = async (filter: object) =>
      nodesOf((await read(accruals, { id: contract, filter })).node.accruals)
    const since = made[1]?.createdAt
    expect(await of({})).toEqual([third, second, first])
    expect(await of({ purposes: ['EVENT_PRIZE'] })).toEqual([second])
    expect(await of({ statuses: ['SCHEDULED', 'REFUSED'] })).toEqual([])
    expect(await of({ statuses: ['COMPLETED'], from: since })).toEqual([third, second])
    expect(await of({ to: since })).toEqual([first])
    expect(await of({ from: since, purposes: ['OTHER'] })).toEqual([third])
  })

  test('redemptions(status:) are those in that state', async () => {
    const account = await market.newAccountWith(100)
    const merchant = await market.newMerchant()
    await market.does(operator, 'redeemPoints', order(account, merchant, 10))
    const redemptions = `query ($merchant: String!, $status: RedemptionStatus) { merchant(code: $merchant) {
      redemptions(status: $status) { edges { node { points wallet { account { externalId } } } } } } }`
    const of = async (status: string) =>
      nodesOf((await read(redemptions, { merchant, status })).merchant.redemptions)
    expect(await of('CAPTURED')).toEqual([
      { points: 10, wallet: { account: { externalId: account } } },
    ])
    expect(await of('REFUNDED')).toEqual([])
  })

  test('journals(filter:) of operators are all that fit, newest first', async () => {
    const account = await market.newAccountWith(100)
    const merchant = await market.newMerchant()
    await market.does(operator, 'redeemPoints', order(account, merchant, 40))
    const journals = `query ($filter: LedgerEntryFilter) { journals(filter: $filter, first: 3) { edges { node {
      kind balanceAfter wallet { account { externalId } } redemption { points } merchant { code }
      entries { account amount } } } } }`
    const [spent, granted, deposited] = nodesOf((await read(journals, {})).journals)
    const wallet = { account: { externalId: account } }
    expect(spent).toEqual({
      kind: 'REDEMPTION',
      balanceAfter: 60,
      wallet,
      redemption: { points: 40 },
      merchant: { code: merchant },
      entries: [
        { account: 'WALLET_AVAILABLE', amount: -40 },
        { account: 'MERCHANT_PAYABLE', amount: 40 },
      ],
    })
    expect(granted).toMatchObject({ kind: 'ACCRUAL', balanceAfter: 100, wallet, redemption: null })
    expect(deposited).toMatchObject({ kind: 'DEPOSIT', balanceAfter: null, wallet: null })
    const [newest] = nodesOf((await read(journals, { filter: { kinds: ['DEPOSIT'] } })).journals)
    expect(newest).toEqual(deposited)
  })
})

describe('for operators', () => {
  test('what was done can be found again by its target', async () => {
    const code = await market.newPartner()
    const events = `{ auditEvents(first: 1) { edges { node { at actor action target details } } } }`
    const [event] = nodesOf((await read(events, {})).auditEvents) as { target: string }[]
    expect(event).toMatchObject({ actor: 'OPERATOR:kim', action: 'createPartner' })
    const target = 'query ($id: ID!) { node(id: $id) { ... on Partner { code } } }'
    expect(await read(target, { id: event?.target })).toEqual({ node: { code } })
  })

  test('the ledger is proven, and each contract tells where its points are (R34)', async () => {
    const contract = await market.newContract({ deposit: 1_000 })
    const account = await market.newAccount()
    await market.does(operator, 'accruePoints', grant(contract, account, 300))
    const places = 'ok deposited budget reserved available held pending payable paidOut breakage'
    const { node, ledgerCheck } = await read(
      `query ($id: ID!) { node(id: $id) { ... on Contract { conservation { ${places} } } }
        ledgerCheck { ok journals unbalancedJournals walletsOutOfStep conservation { ${places} } } }`,
      { id: contract },
    )
    const nowhere = { reserved: 0, held: 0, pending: 0, payable: 0, paidOut: 0, breakage: 0 }
    const conservation = { ok: true, deposited: 1_000, budget: 700, available: 300, ...nowhere }
    expect(node).toEqual({ conservation })
    expect(ledgerCheck).toMatchObject({
      ok: true,
      unbalancedJournals: 0,
      walletsOutOfStep: 0,
      conservation: { ok: true },
    })
    expect(ledgerCheck.journals).toBe(await market.db.journal.count())
  })

  test('a contract that has granted nothing holds nothing, and is conserved', async () => {
    const contract = await market.newContract({ status: 'DRAFT' })
    const document =
      'query ($id: ID!) { node(id: $id) { ... on Contract { conservation { ok deposited } } } }'
    const { node } = await read(document, { id: contract })
    expect(node).toEqual({ conservation: { ok: true, deposited: 0 } })
  })
})
