import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CouponDesk, issuing, openCouponDesk } from './support/coupon-desk.ts'
import { deedsOf, fresh, type Input, operator } from './support/market.ts'

let desk: CouponDesk
beforeAll(async () => {
  desk = await openCouponDesk()
})
afterAll(() => desk.stop())

const contractWith = (deposit: number, told: Input = {}) =>
  desk.newContract({ channel: 'COUPON', deposit, ...told })
/** Approved: ten coupons of 100 points. */
const approved = async (contract: string, told: Input = {}) =>
  desk.bring(await desk.order({ contract, ...told }), 'APPROVED')
const issue = (input: Input, by = operator) => desk.does(by, 'issueCouponOrder', input)

describe('issueCouponOrder (R14)', () => {
  test('sets quantity x value aside at the call, and its codes are made later', async () => {
    const contract = await contractWith(1_500)
    const order = await approved(contract)
    const outcome = await issue(issuing(order.id), order.agency ?? operator)

    expect(outcome).toMatchObject({
      couponOrder: { id: order.id, status: 'ISSUED', counts: { issued: 0 } },
      replayed: false,
    })
    expect(await desk.budgetOf(contract)).toMatchObject({ reserved: 1_000, remaining: 500 })
    expect(await desk.journalsOf(contract)).toEqual([
      'RESERVATION: CONTRACT_BUDGET -1000, CONTRACT_RESERVED 1000',
    ])
    await desk.makeCodes()
    expect(new Set(await desk.codesOf(order)).size).toBe(10)
  })

  test('given a budget of one point too little, then nothing is set aside: CONTRACT_BUDGET_EXCEEDED (R12)', async () => {
    const contract = await contractWith(999)
    const { id } = await approved(contract)
    const before = await desk.rowCounts()

    expect(await issue(issuing(id))).toMatchObject({
      code: 'CONTRACT_BUDGET_EXCEEDED',
      path: ['input', 'order'],
    })
    expect(await desk.rowCounts()).toEqual(before)
    await desk.does(operator, 'depositBudget', {
      idempotencyKey: fresh('deposit'),
      contract,
      points: 1,
    })
    expect(await issue(issuing(id))).toMatchObject({ couponOrder: { status: 'ISSUED' } })
  })

  test('given the same key again, then it is a replay that shows how far the order is (R35)', async () => {
    const order = await approved(await contractWith(1_000))
    const input = issuing(order.id)
    await issue(input)
    await desk.makeCodes()

    expect(await issue(input)).toMatchObject({
      couponOrder: { id: order.id, status: 'ISSUED', counts: { issued: 10 } },
      replayed: true,
    })
    expect(await issue(issuing(order.id))).toMatchObject({ code: 'INVALID_STATE_CHANGE' })
    const another = await approved(await contractWith(1_000))
    expect(await issue({ ...input, order: another.id })).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
  })

  test('given ten at once with keys of their own, then one is issued', async () => {
    const contract = await contractWith(10_000)
    const { id } = await approved(contract)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => issue(issuing(id))))

    expect(outcomes.filter(({ code }) => code === 'INVALID_STATE_CHANGE')).toHaveLength(9)
    expect(await desk.budgetOf(contract)).toMatchObject({ reserved: 1_000 })
  })

  test('given ten orders at once and a budget for three, then three are issued', async () => {
    const contract = await contractWith(3_999)
    const orders: string[] = []
    for (let count = 0; count < 10; count += 1) orders.push((await approved(contract)).id)
    const outcomes = await Promise.all(orders.map((id) => issue(issuing(id))))

    const exceeded = outcomes.filter(({ code }) => code === 'CONTRACT_BUDGET_EXCEEDED')
    expect(exceeded).toHaveLength(7)
    expect(await desk.budgetOf(contract)).toMatchObject({ reserved: 3_000, remaining: 999 })
  })

  test('is refused where the partner is suspended or the contract has ended since (R13)', async () => {
    const order = await approved(await contractWith(1_000))
    const { partner, contract } = order
    const set = (status: string) =>
      desk.does(operator, 'setPartnerStatus', { partner: partner.code, status })
    const path = ['input', 'order']
    await set('SUSPENDED')
    expect(await issue(issuing(order.id))).toMatchObject({ code: 'PARTNER_SUSPENDED', path })
    await set('ACTIVE')
    await desk.does(operator, 'changeContractStatus', { contract, status: 'ENDED' })
    expect(await issue(issuing(order.id))).toMatchObject({ code: 'CONTRACT_NOT_LIVE', path })
  })

  test('by operators is in the audit, with what it sets aside', async () => {
    const { id } = await desk.order({ agency: null, deliveredBy: 'PARTNER' })
    await desk.does(operator, 'approveCouponOrder', { order: id })
    await issue(issuing(id))
    expect((await deedsOf(desk, id)).at(-1)).toMatchObject({
      action: 'issueCouponOrder',
      details: { status: 'ISSUED', value: '1000' },
    })
  })

  test('given a contract in TESTING, then it sets nothing aside, also once that is LIVE (R13)', async () => {
    const contract = await contractWith(1_000, { status: 'TESTING' })
    const orders = [await approved(contract), await approved(contract)]
    for (const { id } of orders) {
      expect(await issue(issuing(id))).toMatchObject({
        couponOrder: { status: 'ISSUED', test: true },
      })
      await desk.does(operator, 'changeContractStatus', { contract, status: 'LIVE' })
    }
    expect(await desk.journalsOf(contract)).toEqual([])
    expect(await desk.budgetOf(contract)).toMatchObject({ reserved: 0, remaining: 1_000 })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await desk.isProven()).toBe(true)
})
