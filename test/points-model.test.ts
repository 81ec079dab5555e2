import { afterAll, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import { commandOf, finish, openHistory } from './support/points-model/history.ts'
import { openServer, type Server } from './support/points-model/server.ts'
import { anyStep } from './support/points-model/step.ts'
import { printedSeed } from './support/random.ts'

const histories = process.env.LONG ? 1_000 : 30
// Years go by in a history, so a server and its database see only so many of them.
const historiesOfServer = 10
const startsAt = Date.UTC(2026, 11, 1)

jest.setTimeout(60_000 * histories)

const opened: Server[] = []
afterAll(() => Promise.all(opened.map((server) => server.stop())))

/** Codes that were answered, and kinds of journals that were posted. */
const seen = new Set<string>()

let begun = 0
async function serverForNext(): Promise<Server> {
  if (begun % historiesOfServer === 0) {
    await opened.pop()?.stop()
    opened.push(await openServer(startsAt))
  }
  begun += 1
  const [server] = opened
  if (!server) throw new Error('There is no server')
  return server
}

const possible = [
  ...['DEPOSIT', 'ACCRUAL', 'RESERVATION', 'RELEASE', 'PENDING_FILL', 'EXPIRY', 'FORFEIT'],
  ...['REDEMPTION', 'HOLD', 'CAPTURE', 'VOID', 'LAPSE', 'REFUND'],
  ...['COUPON_REGISTRATION', 'COUPON_EXPIRY', 'CONTRACT_CHANNEL_MISMATCH', 'COUPON_CODE_MALFORMED'],
  ...['COUPON_NOT_FOUND', 'COUPON_NOT_DELIVERED', 'COUPON_EXPIRED', 'COUPON_ALREADY_REGISTERED'],
  ...['COUPON_ATTEMPTS_EXCEEDED'],
  ...['BAD_USER_INPUT', 'IDEMPOTENCY_KEY_REUSED', 'INVALID_STATE_CHANGE', 'PARTNER_SUSPENDED'],
  ...['CONTRACT_NOT_LIVE', 'CONTRACT_BUDGET_EXCEEDED', 'ACCRUAL_AMOUNT_OUT_OF_RANGE'],
  ...['RECIPIENT_NOT_FOUND', 'RECIPIENT_HAS_MULTIPLE_ACCOUNTS', 'ACCRUAL_ALREADY_COMPLETED'],
  ...['WALLET_NOT_ACTIVE', 'MERCHANT_NOT_ELIGIBLE', 'REDEMPTION_EXCEEDS_ORDER'],
  ...['ORDER_ALREADY_REDEEMED', 'INSUFFICIENT_POINTS', 'HOLD_EXPIRED', 'REFUND_EXCEEDS_REDEMPTION'],
]

describe('given any history of accruals, coupons, holds, refunds, schedules and time that jumps', () => {
  test('when a plain model of the rules lives it too, then both agree after each step', async () => {
    const history = fc.asyncProperty(
      fc.integer({ min: 0, max: 364 }),
      fc.commands([anyStep.map(commandOf)], {
        maxCommands: 120,
        size: 'max',
        ...(process.env.REPLAY_PATH && { replayPath: process.env.REPLAY_PATH }),
      }),
      async (day, commands) => {
        const server = await serverForNext()
        const model = await openHistory(server, day)
        await fc.asyncModelRun(async () => ({ model, real: server }), commands)
        await finish(model, server)
        for (const { kind } of await server.market.sql('select distinct kind from journal'))
          seen.add(String(kind))
        for (const line of model.story) seen.add(/: ([A-Z_]+)$/.exec(line)?.[1] ?? 'done')
      },
    )
    // What a failure reports plays it again: SEED, HISTORY (its path) and REPLAY_PATH.
    await fc.assert(history, {
      seed: printedSeed(),
      numRuns: histories,
      includeErrorInReport: true,
      ...(process.env.HISTORY && { path: process.env.HISTORY }),
    })
    // In so few histories something rare may be missing.
    if (process.env.LONG) expect([...seen]).toEqual(expect.arrayContaining(possible))
  })
})
