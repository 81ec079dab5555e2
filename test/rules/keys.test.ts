import { describe, expect, test } from '@jest/globals'
import type { Caller } from '../../src/domain/caller.ts'
import type { ContractStatus } from '../../src/domain/contract.ts'
import { points } from '../../src/domain/points.ts'
import { ask, type Batch, batchOf, tell } from '../support/batch.ts'
import { accruing, redeeming, world } from '../support/books.ts'
import { account, contract, nth } from '../support/given.ts'

/** What comes later finds the contract in another state. */
function become({ state }: Batch, status: ContractStatus): void {
  const held = state.contracts.get(contract().id)
  if (held) held.contract = { ...held.contract, status }
}

const written = ({ changes: { keys, accruals, redemptions, journals, entries } }: Batch) =>
  [keys, accruals, redemptions, journals, entries].map((rows) => rows.length)

describe('R35: the same key and the same input give the first result again', () => {
  test.each([
    ['an accrual', accruing()],
    ['a redemption', redeeming()],
  ])(
    'given %s, when it is asked for again, then it is replayed, and written once',
    (_, command) => {
      const batch = batchOf()
      const first = ask(batch, command)
      const after = written(batch)

      const again = ask(batch, command)

      expect([tell(first), tell(again)]).toEqual(['done', 'replayed'])
      expect(again).toEqual({ ...first, rows: null, replayed: true })
      expect(written(batch)).toEqual(after)
    },
  )

  test('given a key that was used, when it comes with another input, then that is refused, and nothing is written', () => {
    const batch = batchOf()
    ask(batch, accruing())
    const after = written(batch)
    expect(ask(batch, accruing({ amount: points(2n) }), 'input-2')).toEqual({
      code: 'IDEMPOTENCY_KEY_REUSED',
      path: ['input', 'idempotencyKey'],
    })
    expect(written(batch)).toEqual(after)
  })

  test('given a key of another mutation, when it comes with this one, then that is refused', () => {
    const batch = batchOf()
    const caller: Caller = { kind: 'OPERATOR', code: 'kim' }
    ask(batch, accruing({ caller, idempotencyKey: 'same' }))
    expect(tell(ask(batch, redeeming({ caller, idempotencyKey: 'same' }), 'input-2'))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    )
  })

  test.each<[string, Caller, Caller, string]>([
    [
      'two operators',
      { kind: 'OPERATOR', code: 'kim' },
      { kind: 'OPERATOR', code: 'lee' },
      'replayed',
    ],
    [
      'partner and operator',
      { kind: 'PARTNER', code: 'bakery' },
      { kind: 'OPERATOR', code: 'kim' },
      'done',
    ],
  ])('given %s, when both use one key, then the second is %s', (_, first, second, says) => {
    const batch = batchOf()
    ask(batch, accruing({ caller: first }))
    const then = ask(batch, accruing({ caller: second }))
    expect(tell(then)).toBe(says)
  })

  test('given a refusal, when the same key is tried again and nothing stands against it, then it is carried out', () => {
    const batch = batchOf(world({ contract: contract({ status: 'DRAFT' }) }))
    expect(tell(ask(batch, accruing()))).toBe('CONTRACT_NOT_LIVE')
    expect(written(batch)).toEqual([0, 0, 0, 0, 0])
    become(batch, 'LIVE')
    expect(tell(ask(batch, accruing(), 'input-2'))).toBe('done')
  })
})

describe('keys are looked up before whatever depends on state', () => {
  const later: readonly (readonly [string, (batch: Batch) => void])[] = [
    ['the contract has ended', (batch) => become(batch, 'ENDED')],
    [
      'the partner is suspended',
      ({ state }) => {
        const held = state.contracts.get(contract().id)
        if (held) held.contract = { ...held.contract, partnerStatus: 'SUSPENDED' }
      },
    ],
    [
      'the account is closed',
      ({ state }) =>
        state.accounts.set(account(1).person, [account(1, { status: 'CLOSED' }), account(2)]),
    ],
    [
      'the budget is used up',
      ({ state }) => {
        const held = state.contracts.get(contract().id)
        if (held) held.contract = { ...held.contract, budget: points(0n) }
      },
    ],
  ]

  test.each(later)(
    'given an accrual, when %s since, then it is replayed all the same',
    (_, happens) => {
      const batch = batchOf()
      ask(batch, accruing())
      happens(batch)
      expect(tell(ask(batch, accruing()))).toBe('replayed')
      const other = accruing({ contract: nth(9), recipient: { account: 'nobody' } })
      expect(tell(ask(batch, other, 'input-2'))).toBe('IDEMPOTENCY_KEY_REUSED')
    },
  )

  test('given a redemption, when its order is taken by it, then it is replayed, and another key is refused', () => {
    const batch = batchOf()
    ask(batch, redeeming())
    expect(tell(ask(batch, redeeming()))).toBe('replayed')
    expect(tell(ask(batch, redeeming({ idempotencyKey: 'spend-2' })))).toBe(
      'ORDER_ALREADY_REDEEMED',
    )
    expect(tell(ask(batch, redeeming({ merchant: 'nowhere' }), 'input-2'))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    )
  })
})

describe('R13: keys used in tests do not clash with live ones', () => {
  const testing = () => batchOf(world({ contract: contract({ status: 'TESTING' }) }))

  test('given a contract in testing, when a key comes twice, then the second is a replay, and nothing real was written', () => {
    const batch = testing()
    expect([tell(ask(batch, accruing())), tell(ask(batch, accruing()))]).toEqual([
      'done',
      'replayed',
    ])
    expect(batch.changes.keys.map(({ test }) => test)).toEqual([true])
    expect(batch.changes.accruals.map(({ test }) => test)).toEqual([true])
    expect([batch.changes.journals, batch.changes.entries]).toEqual([[], []])
    expect(tell(ask(batch, accruing(), 'input-2'))).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  test('given a key used in testing, when it comes once the contract is live, then it is a fresh request', () => {
    const batch = testing()
    ask(batch, accruing())
    become(batch, 'LIVE')
    expect(tell(ask(batch, accruing({ amount: points(5n) }), 'input-2'))).toBe('done')
    expect(batch.changes.keys.map(({ test }) => test)).toEqual([true, false])
  })

  test.each([
    [['TESTING'], 'input-1', 'replayed'],
    [['TESTING', 'LIVE'], 'input-1', 'replayed'],
    [['TESTING', 'LIVE'], 'input-0', 'IDEMPOTENCY_KEY_REUSED'],
    [[], 'input-1', 'CONTRACT_NOT_LIVE'],
  ] as const)(
    'given a key used while %j, when it comes after the end with %s, then it is %s',
    (used, fingerprint, says) => {
      const batch = testing()
      for (const [n, status] of used.entries()) {
        become(batch, status)
        ask(batch, accruing(), used.length === 1 ? 'input-1' : `input-${n}`)
      }
      become(batch, 'ENDED')
      expect(tell(ask(batch, accruing(), fingerprint))).toBe(says)
    },
  )
})
