import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Agenda, openAgenda } from './support/agenda.ts'
import { as, deedsOf, grant, type Input, operator } from './support/market.ts'

let agenda: Agenda
beforeAll(async () => {
  agenda = await openAgenda()
})
afterAll(() => agenda.stop())

const cancel = (accrual: string, by = operator) => agenda.does(by, 'cancelAccrual', { accrual })

/** An accrual of 300 points in a day, by a contract of 1,000. */
async function scheduled(told: Input = {}) {
  const partner = await agenda.newPartner()
  const contract = await agenda.newContract({ partner, deposit: 1_000 })
  const account = await agenda.newAccount()
  const { id } = await agenda.schedule(contract, account, 300, told)
  return { id, partner, contract, account }
}

const untouched = { total: 1_000, granted: 0, reserved: 0, remaining: 1_000 }
const setAside = [
  'RESERVATION: CONTRACT_BUDGET -300, CONTRACT_RESERVED 300',
  'RELEASE: CONTRACT_RESERVED -300, CONTRACT_BUDGET 300',
]

describe('cancelAccrual (R7)', () => {
  test('gives up a scheduled accrual of the partner’s own, whose points are in the budget again', async () => {
    const { id, partner, contract } = await scheduled()

    expect(await cancel(id, as('PARTNER', partner))).toMatchObject({
      __typename: 'CancelAccrualPayload',
      accrual: { id, status: 'CANCELLED', refusedCode: null, completedAt: null },
    })
    expect(await agenda.budgetOf(contract)).toEqual(untouched)
    expect(await agenda.journalsOf(contract)).toEqual(setAside)
  })

  test('and it is never paid', async () => {
    const { id, contract } = await scheduled()
    await cancel(id)
    await agenda.payDue(2)

    expect(await agenda.accrualOf(id)).toMatchObject({ status: 'CANCELLED', wallet: null })
    expect(await agenda.journalsOf(contract)).toEqual(setAside)
    expect(await agenda.noticesOf(id)).toBe(0)
  })

  test('is for operators too, and in the audit once, however often they repeat it', async () => {
    const { id, contract } = await scheduled()

    for (const _ of [1, 2])
      expect(await cancel(id)).toMatchObject({ accrual: { status: 'CANCELLED' } })
    expect(await deedsOf(agenda, id)).toMatchObject([
      { action: 'accruePoints' },
      { action: 'cancelAccrual', details: { amount: '300' } },
    ])
    expect(await agenda.journalsOf(contract)).toEqual(setAside)
  })

  test('asked ten times at once gives the points back once', async () => {
    const { id, contract } = await scheduled()
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => cancel(id)))

    expect(outcomes.map(({ accrual }) => accrual.status)).toEqual(Array(10).fill('CANCELLED'))
    expect(await agenda.journalsOf(contract)).toEqual(setAside)
  })

  test('still cancels one whose time has come, until it is paid', async () => {
    const { id, contract } = await scheduled()
    agenda.turnTo(new Date(agenda.inDays(2)))

    expect(await cancel(id)).toMatchObject({ accrual: { status: 'CANCELLED' } })
    await agenda.payDue(0)
    expect(await agenda.budgetOf(contract)).toEqual(untouched)
  })

  test('goes on where the contract has ended and the partner is suspended', async () => {
    const { id, partner, contract } = await scheduled()
    await agenda.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
    await agenda.does(operator, 'setPartnerStatus', { partner, status: 'SUSPENDED' })

    expect(await cancel(id, as('PARTNER', partner))).toMatchObject({
      accrual: { status: 'CANCELLED' },
    })
    expect(await agenda.budgetOf(contract)).toEqual(untouched)
  })

  test('leaves its key a replay of an accrual that is cancelled (R35)', async () => {
    const contract = await agenda.newContract()
    const account = await agenda.newAccount()
    const asked = grant(contract, account, 5, { scheduledFor: agenda.inDays(1) })
    const { accrual } = await agenda.does(operator, 'accruePoints', asked)
    await cancel(accrual.id)

    expect(await agenda.does(operator, 'accruePoints', asked)).toMatchObject({
      accrual: { id: accrual.id, status: 'CANCELLED' },
      replayed: true,
    })
  })
})

describe('cancelAccrual is refused, and writes nothing', () => {
  test('for what was paid: ACCRUAL_ALREADY_COMPLETED, whoever asks (R7)', async () => {
    const { id, partner, contract, account } = await scheduled()
    await agenda.payDue()
    const atOnce = await agenda.does(operator, 'accruePoints', grant(contract, account, 5))
    const before = await agenda.rowCounts()

    for (const by of [operator, as('PARTNER', partner)])
      for (const accrual of [id, atOnce.accrual.id])
        expect(await cancel(accrual, by)).toMatchObject({
          code: 'ACCRUAL_ALREADY_COMPLETED',
          path: ['input', 'accrual'],
        })
    expect(await agenda.rowCounts()).toEqual(before)
    expect(await agenda.accrualOf(id)).toMatchObject({ status: 'COMPLETED' })
  })

  test('for what was refused when its time came: INVALID_STATE_CHANGE', async () => {
    const { id, contract } = await scheduled()
    await agenda.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
    await agenda.payDue()

    expect(await cancel(id)).toMatchObject({
      code: 'INVALID_STATE_CHANGE',
      path: ['input', 'accrual'],
    })
    expect(await agenda.budgetOf(contract)).toEqual(untouched)
  })

  test('for another partner’s, and for none: NOT_FOUND, also once it was cancelled', async () => {
    const { id } = await scheduled()
    const other = as('PARTNER', await agenda.newPartner())
    const none = Buffer.from('Accrual:00000000-0000-7000-8000-000000000000').toString('base64')

    const refused = { code: 'NOT_FOUND', path: ['input', 'accrual'] }
    expect(await cancel(id, other)).toMatchObject(refused)
    expect(await cancel(none)).toMatchObject(refused)
    expect(await agenda.accrualOf(id)).toMatchObject({ status: 'SCHEDULED' })
    await cancel(id)
    expect(await cancel(id, other)).toMatchObject(refused)
  })

  test('for users, merchants and agencies: FORBIDDEN; for no accrual’s id: malformed', async () => {
    const { id, contract, account } = await scheduled()

    for (const by of [as('USER', account), as('MERCHANT', 'any'), as('AGENCY', 'any')])
      expect(await agenda.fails(by, 'cancelAccrual', { accrual: id })).toMatchObject({
        code: 'FORBIDDEN',
      })
    expect(await agenda.fails(operator, 'cancelAccrual', { accrual: contract })).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: ['input', 'accrual'],
    })
  })
})

describe('under a contract in TESTING (R13)', () => {
  test('cancelAccrual ends the test, and the budget was never touched', async () => {
    const contract = await agenda.newContract({ status: 'TESTING', deposit: 1_000 })
    const { id } = await agenda.schedule(contract, await agenda.newAccount(), 300)

    for (const _ of [1, 2])
      expect(await cancel(id)).toMatchObject({ accrual: { status: 'CANCELLED', test: true } })
    expect(await agenda.journalsOf(contract)).toEqual([])
    expect(await agenda.budgetOf(contract)).toEqual(untouched)
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await agenda.isProven()).toBe(true)
})
