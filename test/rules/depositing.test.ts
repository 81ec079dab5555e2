import { describe, expect, test } from '@jest/globals'
import { points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { depositBudget } from '../../src/posting/deposit-budget.ts'
import { books, moment, noRow, world } from '../support/books.ts'
import { contract, nth } from '../support/given.ts'

describe('R12: a deposit is for a prepaid contract that is tested or live', () => {
  const id = contract().id
  const asked = {
    kind: 'depositBudget',
    caller: { kind: 'OPERATOR', code: 'kim' },
    idempotencyKey: 'deposit-1',
    contract: id,
    points: points(5_000n),
  } as const

  test('given such a contract, when points are deposited, then they come into its budget', () => {
    const decision = depositBudget.decide(asked, books(world()), moment())
    if (isRefusal(decision)) throw new Error(decision.code)
    const { onContract, kept, deed, answer } = decision
    expect(onContract?.contract).toBe(id)
    expect(onContract?.journal.entries.map(({ account, amount }) => [account, amount])).toEqual([
      ['FUNDING', -5_000n],
      ['CONTRACT_BUDGET', 5_000n],
    ])
    expect(deed).toEqual({ targetType: 'Contract', targetId: id, details: { points: '5000' } })
    const first = answer(noRow)
    expect(first).toEqual({ contract: id, replayed: false })
    expect(depositBudget.replay?.(kept)).toEqual({ contract: id, replayed: true })
  })

  test.each([
    ['no such contract', contract({ id: nth(9) }), 'NOT_FOUND'],
    ['a postpaid one', contract({ billing: 'POSTPAID' }), 'INVALID_STATE_CHANGE'],
    ['a draft', contract({ status: 'DRAFT' }), 'INVALID_STATE_CHANGE'],
    ['an ended one', contract({ status: 'ENDED' }), 'INVALID_STATE_CHANGE'],
  ])('given %s, when points are deposited, then that is refused', (_, found, code) => {
    const decision = depositBudget.decide(asked, books(world({ contract: found })), moment())
    expect(decision).toEqual({ code, path: ['input', 'contract'] })
  })

  test('given a deposit, when it is to be decided, then its contract is locked', () => {
    expect(depositBudget.touches(asked)).toEqual({ contract: id })
  })
})
