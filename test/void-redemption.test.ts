import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { done, openTill, type Till } from './support/till.ts'

let till: Till
beforeAll(async () => {
  till = await openTill()
})
afterAll(() => till.stop())

describe('voidRedemption', () => {
  test('releases all that is held, to the lots that it was held in; nothing is left to pay (R20, R21)', async () => {
    const account = await till.newHolder([
      [300, 1],
      [200, 60],
    ])
    const told = { orderAmount: 1_000, discountAmount: 100 }
    const held = await till.authorize(account, 400, told)

    expect(await till.step('void', held)).toMatchObject({
      redemption: {
        id: held.id,
        status: 'VOIDED',
        points: 400,
        capturedPoints: 0,
        refundedPoints: 0,
        otherAmount: 0,
        cashReceiptEligibleAmount: 0,
      },
      wallet: { available: 500, held: 0, pending: 0 },
      replayed: false,
    })
    expect((await till.journalsOf(account)).at(-1)).toEqual([
      'VOID',
      'WALLET_HELD of 300 -300',
      'WALLET_AVAILABLE of 300 300',
      'WALLET_HELD of 200 -100',
      'WALLET_AVAILABLE of 200 100',
    ])
  })

  test('makes no room: what waits goes on waiting (R4)', async () => {
    const account = await till.newHolder([
      [2_000_000, 60],
      [50_000, 60],
    ])
    const held = await till.authorize(account, 30_000)

    expect(await till.step('void', held)).toMatchObject({
      wallet: { available: 2_000_000, held: 0, pending: 50_000, room: 0 },
    })
    expect((await till.journalsOf(account)).at(-1)?.[0]).toBe('VOID')
  })

  test('given points that expired while they were held, they expire at once, and what waits fills their room', async () => {
    const account = await till.newHolder([
      [300, 1],
      [1_999_700, 60],
      [50, 60],
    ])
    const expiry = await till.firstExpiry(account)
    till.turnTo(new Date(expiry.getTime() - 60_000))
    const held = await till.authorize(account, 400)
    till.turnTo(expiry)

    expect(await till.step('void', held)).toMatchObject({
      wallet: { available: 1_999_750, held: 0, pending: 0, room: 250 },
    })
    expect((await till.journalsOf(account)).slice(4)).toEqual([
      [
        'VOID',
        'WALLET_HELD of 300 -300',
        'WALLET_AVAILABLE of 300 300',
        'WALLET_HELD of 1999700 -100',
        'WALLET_AVAILABLE of 1999700 100',
      ],
      ['EXPIRY', 'WALLET_AVAILABLE of 300 -300', 'BREAKAGE 300'],
      ['PENDING_FILL', 'WALLET_PENDING of 50 -50', 'WALLET_AVAILABLE of 50 50'],
    ])
  })

  test('of one hold leaves the others of the wallet as they are', async () => {
    const account = await till.newHolder([[100, 60]])
    const [first, second] = [await till.authorize(account, 30), await till.authorize(account, 50)]

    expect(await till.step('void', first)).toMatchObject({ wallet: { available: 50, held: 50 } })
    done(await till.step('capture', second))
    expect(await till.walletOf(account)).toMatchObject({ available: 50, held: 0 })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await till.isProven()).toBe(true)
})
