import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Agenda, openAgenda } from './support/agenda.ts'
import { as, grant, operator } from './support/market.ts'

let agenda: Agenda
beforeAll(async () => {
  agenda = await openAgenda()
})
afterAll(() => agenda.stop())

/** Input of a grant in a day. */
const asks = (contract: string, account: string, amount: number) =>
  grant(contract, account, amount, { scheduledFor: agenda.inDays(1) })

test('a scheduled accrual is found by its key, and among the contract’s accruals by its status', async () => {
  const partner = await agenda.newPartner()
  const contract = await agenda.newContract({ partner })
  const account = await agenda.newAccount()
  await agenda.does(operator, 'accruePoints', grant(contract, account, 1))
  const asked = asks(contract, account, 2)
  const { accrual } = await agenda.does(as('PARTNER', partner), 'accruePoints', asked)

  const document = `query ($key: String!, $contract: ID!) {
    accrual(idempotencyKey: $key) { id status }
    node(id: $contract) { ... on Contract {
      accruals(filter: { statuses: [SCHEDULED] }) { edges { node { id } } } } } }`
  const variables = { key: asked.idempotencyKey, contract }
  const { body } = await agenda.ask(as('PARTNER', partner), document, variables)
  expect(body.data).toEqual({
    accrual: { id: accrual.id, status: 'SCHEDULED' },
    node: { accruals: { edges: [{ node: { id: accrual.id } }] } },
  })
})

describe('who may see a scheduled accrual', () => {
  test('its partner, without the wallet; the operators; nobody else, and no user until it is paid', async () => {
    const partner = await agenda.newPartner()
    const contract = await agenda.newContract({ partner })
    const account = await agenda.newAccount()
    const own = as('PARTNER', partner)
    const { accrual, wallet } = await agenda.does(own, 'accruePoints', asks(contract, account, 5))
    expect(wallet).toBeNull()

    const others = [as('PARTNER', await agenda.newPartner()), as('USER', account)]
    for (const by of others) expect(await agenda.accrualOf(accrual.id, by)).toBeNull()
    await agenda.payDue()
    expect(await agenda.accrualOf(accrual.id, own)).toMatchObject({
      status: 'COMPLETED',
      availableAmount: null,
      pendingAmount: null,
      wallet: null,
    })
    expect(await agenda.accrualOf(accrual.id, as('USER', account))).toMatchObject({
      status: 'COMPLETED',
      availableAmount: 5,
      wallet: { available: 5 },
      idempotencyKey: null,
    })
    for (const by of [
      as('PARTNER', await agenda.newPartner()),
      as('USER', await agenda.newAccount()),
    ])
      expect(await agenda.accrualOf(accrual.id, by)).toBeNull()
  })

  test.each(['USER', 'MERCHANT', 'AGENCY'] as const)('a %s may not ask for one', async (kind) => {
    const asked = asks(await agenda.newContract(), await agenda.newAccount(), 5)

    expect(await agenda.fails(as(kind, 'any'), 'accruePoints', asked)).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  test('another partner’s contract is NOT_FOUND', async () => {
    const asked = asks(await agenda.newContract(), await agenda.newAccount(), 5)

    expect(
      await agenda.does(as('PARTNER', await agenda.newPartner()), 'accruePoints', asked),
    ).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'contract'] })
  })
})
