import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { ContractId, WalletId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Command } from '../src/posting/command.ts'
import type { Engine } from '../src/posting/engine.ts'
import { type Ground, openGround } from './support/ground.ts'
import { engineWithClock, journalsOf } from './support/turned-engine.ts'
import {
  accrual,
  newAccounts,
  newContract,
  newMerchant,
  operator,
  redemption,
} from './support/world.ts'

let ground: Ground
let contract: ContractId
beforeAll(async () => {
  ground = await openGround()
  contract = await newContract(ground.db, { credit: 1_000_000_000n })
  await newMerchant(ground.db)
})
afterAll(() => ground.close())

describe('R27: what is due is carried out by whatever touches the wallet first', () => {
  const dayBefore = '2044-02-29T14:00:00Z'
  const expiry = '2044-02-29T15:00:00Z'
  let short: ContractId
  let one: Engine
  let turn: (at: string) => void
  let wallet: string
  let user: string

  beforeAll(async () => {
    short = await newContract(ground.db, {
      credit: 1_000_000_000n,
      validityMonths: 1,
      validityNegotiated: true,
    })
    ;({ engine: one, turn } = engineWithClock(ground.db))
  })
  let users = 0
  /** Granted 300 for a month, and 2,000,000 for five years, of which 300 wait. */
  beforeEach(async () => {
    users += 1
    user = `due-${users}`
    const [made] = await newAccounts(ground.db, [user])
    if (!made) throw new Error('There is no account')
    wallet = made.wallet
    turn('2044-01-15T00:00:00Z')
    await one.post(accrual(short, user, 300n))
    await one.post(accrual(contract, user, 2_000_000n))
  })

  const kinds = async () =>
    (await journalsOf(ground.db, wallet)).map(({ kind, balanceAfter }) => `${kind} ${balanceAfter}`)
  const before = ['ACCRUAL 300', 'ACCRUAL 2000000']
  const due = ['EXPIRY 1999700', 'PENDING_FILL 2000000']
  const carryOutDue = (): Command => ({
    kind: 'carryOutDue',
    caller: null,
    wallet: wallet as WalletId,
  })

  const touches: [string, () => Command, string[]][] = [
    ['carrying out what is due', carryOutDue, due],
    ['an accrual', () => accrual(contract, user, 5n), [...due, 'ACCRUAL 2000000']],
    ['a redemption', () => redemption(user, 4n), [...due, 'REDEMPTION 1999996']],
    [
      'closing',
      () => ({ kind: 'closeAccount', caller: operator, account: user }),
      [...due, 'FORFEIT 0'],
    ],
  ]
  test.each(touches)('%s', async (_, touch, journals) => {
    turn(expiry)
    expect(isRefusal(await one.post(touch()))).toBe(false)
    expect(await kinds()).toEqual([...before, ...journals])
  })

  test.each(touches.slice(0, 1))('and not before its time: %s', async (_, touch) => {
    turn(dayBefore)
    await one.post(touch())
    expect(await kinds()).toEqual(before)
  })

  test('once: carried out again, there is nothing left to do', async () => {
    turn(expiry)
    await one.postAll([carryOutDue(), carryOutDue()])
    await one.post(carryOutDue())
    expect(await kinds()).toEqual([...before, ...due])
  })

  test('a refused redemption leaves the wallet as it was, due points and all', async () => {
    turn(expiry)
    expect(await one.post(redemption(user, 2_000_001n))).toMatchObject({
      code: 'INSUFFICIENT_POINTS',
    })
    expect(await kinds()).toEqual(before)
  })

  test('a redemption after it spends nothing of what expired (R19)', async () => {
    turn(expiry)
    await one.post(redemption(user, 2_000_000n))
    const lots = await ground.db.lot.findMany({ where: { walletId: wallet } })
    expect(
      lots.map(({ remaining, pending, expired }) => ({ remaining, pending, expired })),
    ).toEqual([
      { remaining: 0n, pending: 0n, expired: 300n },
      { remaining: 0n, pending: 0n, expired: 0n },
    ])
  })

  test('an accrual under a contract in TESTING touches nothing, not even that', async () => {
    const trial = await newContract(ground.db, { status: 'TESTING', credit: 1_000n })
    turn(expiry)
    expect(await one.post(accrual(trial, user, 7n))).toMatchObject({ replayed: false })
    expect(await kinds()).toEqual(before)
    expect(await ground.db.lot.count({ where: { walletId: wallet } })).toBe(2)
    expect(await ground.db.contract.findUnique({ where: { id: trial } })).toMatchObject({
      budget: 0n,
    })
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await ground.isProven()).toBe(true)
})
