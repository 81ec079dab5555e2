import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CouponShelf, nodesOf, openCouponShelf } from './support/coupon-shelf.ts'
import { as, fresh, operator } from './support/market.ts'
import { done } from './support/till.ts'

let shelf: CouponShelf
beforeAll(async () => {
  shelf = await openCouponShelf()
})
afterAll(() => shelf.stop())

const newContract = (couponBilling: string, status = 'LIVE') =>
  shelf.newContract({ channel: 'COUPON', couponBilling, status, deposit: 1_000 })

const budget = 'contract { budget { total reserved remaining } }'

/** Past the deadline of what its orders reserve: what the budget shows, and shows once that is posted. */
async function budgetPastDeadline(contract: string) {
  shelf.passDeadline()
  const shown = await shelf.budgetOf(contract)
  await shelf.expireDue()
  expect(await shelf.budgetOf(contract)).toEqual(shown)
  return shown
}

describe('the budget of a contract with coupons that were not registered in time (R12, R18)', () => {
  const whole = { total: 1_000, granted: 0, reserved: 0, remaining: 1_000 }

  test('has their value reserved until their last day is over', async () => {
    const contract = await newContract('ON_DELIVERY')
    await shelf.orderOfThree('ISSUED', { contract })
    expect(await shelf.budgetOf(contract)).toEqual({ ...whole, reserved: 300, remaining: 700 })
  })

  test.each(['ISSUED', 'MADE'] as const)('has it back where they were but %s', async (stage) => {
    const contract = await newContract('ON_DELIVERY')
    await shelf.orderOfThree(stage, { contract })
    expect(await budgetPastDeadline(contract)).toEqual(whole)
  })

  test('has it back where they are billed on registration', async () => {
    const contract = await newContract('ON_REGISTRATION')
    const { code } = await shelf.orderOfThree('DELIVERED', { contract })
    done(await shelf.register(await shelf.newAccount(), code))
    expect(await budgetPastDeadline(contract)).toEqual({ ...whole, granted: 100, remaining: 900 })
  })

  test('has spent it where they were delivered, which is what is billed', async () => {
    const contract = await newContract('ON_DELIVERY')
    await shelf.orderOfThree('DELIVERED', { contract })
    expect(await budgetPastDeadline(contract)).toEqual({ ...whole, granted: 300, remaining: 700 })
  })

  test('has nothing of what was stopped before', async () => {
    const contract = await newContract('ON_REGISTRATION')
    const { id: order } = await shelf.orderOfThree('DELIVERED', { contract })
    done(await shelf.does(operator, 'voidCouponOrder', { order, reason: 'It leaked' }))
    await shelf.orderOfThree('ISSUED', { contract })
    expect(await budgetPastDeadline(contract)).toEqual(whole)
  })

  test('was never touched by a test (R13)', async () => {
    const contract = await newContract('ON_DELIVERY', 'TESTING')
    await shelf.orderOfThree('DELIVERED', { contract })
    done(await shelf.does(operator, 'changeContractStatus', { contract, status: 'LIVE' }))
    await shelf.orderOfThree('ISSUED', { contract, quantity: 1 })
    expect(await shelf.budgetOf(contract)).toEqual({ ...whole, reserved: 100, remaining: 900 })
    expect(await budgetPastDeadline(contract)).toEqual(whole)
  })

  test('sums up several orders, those still open left out', async () => {
    const contract = await newContract('ON_DELIVERY')
    await shelf.orderOfThree('DELIVERED', { contract, quantity: 1 })
    await shelf.orderOfThree('MADE', { contract, quantity: 2 })
    await shelf.orderOfThree('ISSUED', { contract, quantity: 4, registerBy: '2099-12-31' })
    const left = { ...whole, granted: 100, reserved: 400, remaining: 500 }
    expect(await budgetPastDeadline(contract)).toEqual(left)
  })

  test('is read anew for each change of a request', async () => {
    const contract = await newContract('ON_DELIVERY')
    await shelf.orderOfThree('ISSUED', { contract })
    await shelf.orderOfThree('ISSUED', { contract, quantity: 1, registerBy: '2099-12-31' })
    shelf.passDeadline()
    const { shown, posted } = await shelf.read(
      `mutation ($live: ChangeContractStatusInput!, $deposit: DepositBudgetInput!) {
        shown: changeContractStatus(input: $live) { ... on ChangeContractStatusPayload { ${budget} } }
        posted: depositBudget(input: $deposit) { ... on DepositBudgetPayload { ${budget} } } }`,
      {
        live: { contract, status: 'LIVE' },
        deposit: { contract, idempotencyKey: fresh('deposit'), points: 10 },
      },
    )
    expect(shown.contract.budget).toEqual({ total: 1_000, reserved: 100, remaining: 900 })
    expect(posted.contract.budget).toEqual({ total: 1_010, reserved: 100, remaining: 910 })
  })

  test('costs no statement of its own', async () => {
    const partner = await shelf.newPartner()
    for (let more = 0; more < 3; more += 1) {
      const contract = await shelf.newContract({ partner, channel: 'COUPON' })
      await shelf.orderOfThree('ISSUED', { contract })
    }
    shelf.passDeadline()
    shelf.statements.length = 0
    const document = `query ($partner: String!) { partner(code: $partner) { contracts {
      edges { node { budget { reserved } } } } } }`
    const { contracts } = (await shelf.read(document, { partner }, as('PARTNER', partner))).partner
    expect(nodesOf(contracts)).toEqual(Array(3).fill({ budget: { reserved: 0 } }))
    expect(shelf.statements).toHaveLength(1)
  })
})
