import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ContractId, RedemptionId } from '../src/domain/ids.ts'
import { isRefusal } from '../src/domain/refusal.ts'
import type { Command } from '../src/posting/command.ts'
import { createEngine, type Engine } from '../src/posting/engine.ts'
import { type Ground, openGround } from './support/ground.ts'
import { authorizing, capturing, refunding, voiding } from './support/holding.ts'
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
let engine: Engine
beforeAll(async () => {
  ground = await openGround()
  contract = await newContract(ground.db, { credit: 1_000_000_000n })
  await newMerchant(ground.db)
  engine = createEngine({ db: ground.db })
})
afterAll(async () => {
  await engine.drain()
  await ground.close()
})

let users = 0
/** An account with lots of these amounts. */
async function newHolder(amounts: readonly bigint[]): Promise<string> {
  users += 1
  const account = `holder-${users}`
  await newAccounts(ground.db, [account])
  await engine.postAll(amounts.map((amount) => accrual(contract, account, amount)))
  return account
}

/** 60 points of an account, held for an order. */
async function hold(account: string, orderId: string): Promise<RedemptionId> {
  const answer = await engine.post<'authorizeRedemption'>(authorizing(account, 60n, { orderId }))
  if (isRefusal(answer)) throw new Error(`Refused: ${answer.code}`)
  return answer.redemption
}

const codes = async (commands: readonly Command[]): Promise<string[]> => {
  const answers = await engine.postAll(commands)
  return answers.map((answer) => (isRefusal(answer) ? answer.code : 'done'))
}

const walletOf = async (externalId: string) => {
  const { available, held, pending } = await ground.db.wallet.findFirstOrThrow({
    where: { account: { externalId } },
  })
  return { available, held, pending }
}

describe('commands of one batch, each on what the one before left', () => {
  test('a capture and the refunds of it', async () => {
    const account = await newHolder([50n, 50n])
    const id = await hold(account, 'captured and refunded')

    expect(
      await codes([
        refunding(id, 1n),
        capturing(id),
        refunding(id, 40n),
        refunding(id, 21n),
        refunding(id, 20n),
        voiding(id),
      ]),
    ).toEqual([
      'INVALID_STATE_CHANGE',
      'done',
      'done',
      'REFUND_EXCEEDS_REDEMPTION',
      'done',
      'INVALID_STATE_CHANGE',
    ])
    expect(await walletOf(account)).toEqual({ available: 100n, held: 0n, pending: 0n })
  })

  test('a void, and another wallet that takes the order', async () => {
    const [first, second] = [await newHolder([60n]), await newHolder([60n])]
    const orderId = 'voided and taken'
    const id = await hold(first, orderId)

    expect(
      await codes([
        authorizing(second, 60n, { orderId }),
        voiding(id),
        authorizing(second, 60n, { orderId }),
        redemption(first, 60n, { orderId }),
      ]),
    ).toEqual(['ORDER_ALREADY_REDEEMED', 'done', 'done', 'ORDER_ALREADY_REDEEMED'])
    expect(await walletOf(second)).toEqual({ available: 0n, held: 60n, pending: 0n })
  })

  test('a void, and a spend of the points that it released', async () => {
    const account = await newHolder([60n])
    const id = await hold(account, 'voided and spent')

    expect(await codes([redemption(account, 60n), voiding(id), redemption(account, 60n)])).toEqual([
      'INSUFFICIENT_POINTS',
      'done',
      'done',
    ])
  })

  test('a capture, and the closing that it lets happen', async () => {
    const account = await newHolder([100n])
    const id = await hold(account, 'captured and closed')
    const closing: Command = { kind: 'closeAccount', caller: operator, account }

    expect(await codes([closing, capturing(id), closing, refunding(id, 1n)])).toEqual([
      'INVALID_STATE_CHANGE',
      'done',
      'done',
      'WALLET_NOT_ACTIVE',
    ])
    expect(await walletOf(account)).toEqual({ available: 0n, held: 0n, pending: 0n })
  })

  test('a refund to a lot that was spent to its end, and a spend of what came back', async () => {
    const account = await newHolder([60n])
    const id = await hold(account, 'refunded and spent')
    await codes([capturing(id)])

    expect(
      await codes([refunding(id, 25n), redemption(account, 25n), redemption(account, 1n)]),
    ).toEqual(['done', 'done', 'INSUFFICIENT_POINTS'])
  })

  test('steps of two holds of one wallet', async () => {
    const account = await newHolder([100n, 100n])
    const [first, second] = [await hold(account, 'first of two'), await hold(account, 'second')]

    expect(await codes([voiding(first), capturing(second), refunding(second, 60n)])).toEqual([
      'done',
      'done',
      'done',
    ])
    expect(await walletOf(account)).toEqual({ available: 200n, held: 0n, pending: 0n })
  })

  test('the same key twice: done once, and answered twice', async () => {
    const id = await hold(await newHolder([60n]), 'captured twice')
    const asked = capturing(id)
    const answers = await engine.postAll<'captureRedemption'>([asked, asked])

    expect(answers).toMatchObject([
      { redemption: id, replayed: false },
      { redemption: id, replayed: true },
    ])
  })
})

test('after all this, the ledger is proven', async () => {
  expect(await ground.isProven()).toBe(true)
})
