import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { fresh, type Input, operator, order } from './support/market.ts'
import { done, openTill, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

describe('one order has one redemption (R21)', () => {
  const again = async (mutation: 'redeemPoints' | 'authorizeRedemption', told: Input) =>
    till.does(operator, mutation, order(await till.newHolder([[10, 60]]), '', 10, told))

  test('an order that is held is taken, for one step and for two', async () => {
    const merchant = await till.newMerchant()
    const orderId = fresh('order')
    await till.authorize(await till.newHolder([[10, 60]]), 10, { merchant, orderId })

    for (const mutation of ['redeemPoints', 'authorizeRedemption'] as const)
      expect(await again(mutation, { merchant, orderId })).toMatchObject({
        code: 'ORDER_ALREADY_REDEEMED',
        path: ['input', 'orderId'],
      })
  })

  test('an order that was captured, and refunded, stays taken', async () => {
    const merchant = await till.newMerchant()
    const orderId = fresh('order')
    const held = await till.authorize(await till.newHolder([[10, 60]]), 10, { merchant, orderId })
    done(await till.step('capture', held))
    done(await till.step('refund', held, { points: 10 }))

    expect(await again('authorizeRedemption', { merchant, orderId })).toMatchObject({
      code: 'ORDER_ALREADY_REDEEMED',
    })
  })

  test('an order whose hold was voided is free again', async () => {
    const merchant = await till.newMerchant()
    const orderId = fresh('order')
    const held = await till.authorize(await till.newHolder([[10, 60]]), 10, { merchant, orderId })
    done(await till.step('void', held))

    const next = done(await again('authorizeRedemption', { merchant, orderId }))
    expect(next.redemption.id).not.toBe(held.id)
  })

  test.each(['redeemPoints', 'authorizeRedemption'] as const)(
    'an order whose hold is over is free for another wallet’s %s, and is lapsed first',
    async (mutation) => {
      const merchant = await till.newMerchant()
      const orderId = fresh('order')
      const first = await till.newHolder([[10, 60]])
      const held = await till.authorize(first, 10, { merchant, orderId, holdDays: 1 })
      till.passDays(1)

      const next = done(await again(mutation, { merchant, orderId }))
      expect(await till.journalsOf(first)).toEqual([
        ['ACCRUAL', 'CONTRACT_BUDGET -10', 'WALLET_AVAILABLE of 10 10'],
        ['HOLD', 'WALLET_AVAILABLE of 10 -10', 'WALLET_HELD of 10 10'],
        ['LAPSE', 'WALLET_HELD of 10 -10', 'WALLET_AVAILABLE of 10 10'],
      ])
      const document = `query ($merchant: String!, $orderId: String!, $id: ID!) {
        redemption(merchant: $merchant, orderId: $orderId) { id }
        node(id: $id) { ... on Redemption { status } } }`
      const { body } = await till.ask(operator, document, { merchant, orderId, id: held.id })
      expect(body.data).toEqual({
        redemption: { id: next.redemption.id },
        node: { status: 'LAPSED' },
      })
    },
  )

  test('an order whose hold is over is free for the same wallet, too', async () => {
    const merchant = await till.newMerchant()
    const orderId = fresh('order')
    const account = await till.newHolder([[10, 60]])
    await till.authorize(account, 10, { merchant, orderId, holdDays: 1 })
    till.passDays(1)
    await till.authorize(account, 10, { merchant, orderId })

    const kinds = (await till.journalsOf(account)).map(([kind]) => kind)
    expect(kinds).toEqual(['ACCRUAL', 'HOLD', 'LAPSE', 'HOLD'])
  })

  test('and stays lapsed where that other order is refused: a command of its own did it', async () => {
    const merchant = await till.newMerchant()
    const orderId = fresh('order')
    const first = await till.newHolder([[10, 60]])
    await till.authorize(first, 10, { merchant, orderId, holdDays: 1 })
    till.passDays(1)
    const poor = await till.newHolder([[9, 60]])

    expect(
      await till.does(operator, 'authorizeRedemption', order(poor, merchant, 10, { orderId })),
    ).toMatchObject({ code: 'INSUFFICIENT_POINTS' })
    expect((await till.journalsOf(first)).map(([kind]) => kind)).toEqual([
      'ACCRUAL',
      'HOLD',
      'LAPSE',
    ])
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await till.isProven()).toBe(true)
})
