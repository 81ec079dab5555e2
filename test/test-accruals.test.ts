import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Agenda, openAgenda } from './support/agenda.ts'
import { as, operator } from './support/market.ts'

let agenda: Agenda
beforeAll(async () => {
  agenda = await openAgenda()
})
afterAll(() => agenda.stop())

/** Scheduled under a contract in TESTING with 1,000 points, which then takes these steps. */
async function scheduledInTesting(...statuses: string[]) {
  const contract = await agenda.newContract({ status: 'TESTING', deposit: 1_000 })
  const account = await agenda.newAccount()
  const { id } = await agenda.schedule(contract, account, 300)
  for (const status of statuses)
    await agenda.does(operator, 'changeContractStatus', { contract, status })
  return { contract, account, id }
}

async function expectNothingReal(contract: string, accrual: string): Promise<void> {
  expect(await agenda.journalsOf(contract)).toEqual([])
  expect(await agenda.budgetOf(contract)).toEqual({
    total: 1_000,
    granted: 0,
    reserved: 0,
    remaining: 1_000,
  })
  expect(await agenda.noticesOf(accrual)).toBe(0)
}

describe('an accrual that is scheduled under a contract in TESTING grants nothing, for ever (R13)', () => {
  test('it is checked in full and sets nothing aside', async () => {
    const { contract, account, id } = await scheduledInTesting()

    expect(await agenda.accrualOf(id)).toMatchObject({ status: 'SCHEDULED', test: true })
    await expectNothingReal(contract, id)
    await expect(agenda.schedule(contract, account, 1_001)).rejects.toThrow(
      'CONTRACT_BUDGET_EXCEEDED',
    )
  })

  test.each([[[]], [['LIVE']]])(
    'it ends as COMPLETED, as a test, given that its contract became %j meanwhile',
    async (statuses) => {
      const { contract, account, id } = await scheduledInTesting(...statuses)
      await agenda.payDue()

      expect(await agenda.accrualOf(id)).toMatchObject({
        status: 'COMPLETED',
        test: true,
        availableAmount: 300,
        pendingAmount: 0,
        completedAt: expect.any(String),
        validThrough: expect.any(String),
        wallet: { available: 0 },
      })
      await expectNothingReal(contract, id)
      expect(await agenda.accrualOf(id, as('USER', account))).toBeNull()
    },
  )

  test('it ends as REFUSED, as a test, given that its contract has ended', async () => {
    const { contract, id } = await scheduledInTesting('LIVE', 'ENDED')
    await agenda.payDue()

    expect(await agenda.accrualOf(id)).toMatchObject({
      status: 'REFUSED',
      refusedCode: 'CONTRACT_NOT_LIVE',
      test: true,
    })
    await expectNothingReal(contract, id)
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await agenda.isProven()).toBe(true)
})
