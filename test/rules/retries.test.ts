import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { carryOut } from '../../src/posting/carry-out.ts'
import { noChanges } from '../../src/posting/changes.ts'
import { somePoints } from '../support/arbitrary.ts'
import { ask, batchOf, tell } from '../support/batch.ts'
import { accruing, moment, redeeming, stateOf, world } from '../support/books.ts'
import { account } from '../support/given.ts'

describe('R36: whatever is retried, in whatever order, has one effect', () => {
  test('given any requests, some sent again, then each key has one effect, and its answers are one', () => {
    const key = fc.integer({ min: 1, max: 4 })
    const request = fc.tuple(key, fc.constantFrom('accrue', 'redeem'))
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 20 }),
        somePoints(1n, 500n),
        (requests, amount) => {
          const batch = batchOf()
          const answers = new Map<string, object[]>()
          for (const [n, verb] of requests) {
            const told = { idempotencyKey: `${verb}-${n}` }
            const command =
              verb === 'accrue'
                ? accruing({ ...told, amount })
                : redeeming({ ...told, orderId: `order-${n}`, points: amount })
            const answer = ask(batch, command)
            answers.set(told.idempotencyKey, [...(answers.get(told.idempotencyKey) ?? []), answer])
          }
          const { keys, accruals, redemptions } = batch.changes
          expect(keys.length).toBe(answers.size)
          expect(accruals.length + redemptions.length).toBe(answers.size)
          for (const [first, ...again] of answers.values())
            for (const answer of again)
              expect(answer).toEqual({ ...first, rows: null, replayed: true })
          const granted = amount * BigInt(accruals.length)
          const spent = amount * BigInt(redemptions.length)
          const held = batch.state.wallets.get(account(1).wallet)
          expect(held?.wallet.available).toBe(10_000n + granted - spent)
        },
      ),
    )
  })

  test('given a commit whose answer was lost, when the batch is done again, then the first answer is given as it was', () => {
    const batch = batchOf()
    const item = { command: accruing(), fingerprint: 'input-1' }
    const first = carryOut(item, batch.state, batch.changes)
    const again = carryOut(item, batch.state, batch.changes)
    expect(again).toBe(first)
    expect(tell(again)).toBe('done')
    expect(batch.changes.accruals).toHaveLength(1)
  })

  test('given a try that was lost, when another process has used the key meanwhile, then its answer is replayed', () => {
    const batch = batchOf()
    const lost = { command: accruing(), fingerprint: 'input-1' }
    carryOut(lost, stateOf(world(), moment().at), noChanges())
    const first = ask(batch, accruing())
    expect(carryOut(lost, batch.state, batch.changes)).toEqual({
      ...first,
      rows: null,
      replayed: true,
    })
  })
})
