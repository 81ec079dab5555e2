import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Caller } from '../../src/domain/caller.ts'
import type { PersonId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { stampOf } from '../../src/domain/sequence.ts'
import { carryOut } from '../../src/posting/carry-out.ts'
import { noChanges } from '../../src/posting/changes.ts'
import type { Command } from '../../src/posting/command.ts'
import { touchesOf } from '../../src/posting/handlers.ts'
import { idAt } from '../../src/posting/id-at.ts'
import { accruing, redeeming, stateOf, world } from '../support/books.ts'
import { account, kstMonth, lot, nth, wallet } from '../support/given.ts'

/** A batch at an instant, over a wallet whose last journal was made at another, or which has none. */
function batchAt(time: string, found = world(), last?: string) {
  const state = stateOf(found, new Date(time))
  const [id, held] = [...state.wallets][0] ?? []
  if (id && held && last)
    state.wallets.set(id, {
      ...held,
      lastJournalId: idAt({ at: Date.parse(last), counter: 7 }),
    })
  const changes = noChanges()
  const ask = (command: Command, on = state) => {
    on.touches.set(command, touchesOf(command))
    const answer = carryOut({ command, fingerprint: 'input-1' }, on, changes)
    if (isRefusal(answer)) throw new Error(answer.code)
    return answer
  }
  return { state, changes, ask }
}

describe('within a wallet instants never go back, and ids ascend', () => {
  test('given a clock behind the wallet’s last journal, when points are granted, then they are granted at its instant, after it', () => {
    const { changes, ask } = batchAt(
      '2024-01-31T14:59:59.990Z',
      world(),
      '2024-01-31T15:00:00.000Z',
    )
    ask(accruing())
    expect(changes.journals.map(({ postedAt }) => postedAt.toISOString())).toEqual([
      '2024-01-31T15:00:00.000Z',
    ])
    expect(stampOf(changes.journals[0]?.id ?? '')).toEqual({
      at: Date.parse('2024-01-31T15:00:00.000Z'),
      // The lot's id comes first.
      counter: 9,
    })
    // By then it is February in KST.
    expect(changes.accruals).toMatchObject([
      { completedAt: new Date('2024-01-31T15:00:00Z'), validThrough: new Date('2029-02-28') },
    ])
  })

  test('given a clock ahead of the wallet’s last journal, when points are granted, then they are granted now', () => {
    const { changes, ask } = batchAt(
      '2024-02-01T00:00:00.000Z',
      world(),
      '2024-01-31T15:00:00.000Z',
    )
    ask(accruing())
    expect(changes.journals[0]?.postedAt).toEqual(new Date('2024-02-01T00:00:00.000Z'))
  })

  test.each([
    [
      'ahead of',
      '2024-02-01T00:00:05.000Z',
      ['2024-02-01T00:00:05.000Z', '2024-02-01T00:00:00.000Z'],
    ],
    [
      'behind',
      '2024-01-31T00:00:00.000Z',
      ['2024-02-01T00:00:00.000Z', '2024-02-01T00:00:00.000Z'],
    ],
  ])(
    'given a wallet whose last journal is %s the clock, when it and another get points, then each at its own instant',
    (_, last, instants) => {
      const found = world({
        accounts: [account(1), account(2, { person: nth<PersonId>(2) })],
        wallets: [wallet([]), wallet([], { id: account(2).wallet })],
      })
      const { changes, ask } = batchAt('2024-02-01T00:00:00.000Z', found, last)
      ask(accruing())
      ask(accruing({ recipient: { account: 'user-2' }, idempotencyKey: 'grant-2' }))
      expect(changes.journals.map(({ postedAt }) => postedAt.toISOString())).toEqual(instants)
    },
  )

  test('given two wallets, when they get points in one batch, then the ids of their journals ascend as they were asked for', () => {
    const found = world({
      accounts: [account(2, { person: nth<PersonId>(2) }), account(1)],
      wallets: [wallet([]), wallet([], { id: account(2).wallet })],
    })
    const { changes, ask } = batchAt('2024-02-01T00:00:00.000Z', found, '2024-01-31T00:00:00.000Z')
    ask(accruing({ recipient: { account: 'user-2' }, idempotencyKey: 'grant-2' }))
    ask(accruing())
    const stamps = changes.journals.map(({ id }) => stampOf(id).counter)
    expect(stamps).toEqual([1, 3])
  })

  test('given any batches whose clocks jump about, when they grant and spend, then the wallet’s journals ascend in the order of their effects', () => {
    const clock = fc.integer({ min: 0, max: 20 }).map((ms) => new Date(Date.UTC(2024, 1, 1) + ms))
    const steps = fc.array(fc.tuple(clock, fc.boolean(), fc.boolean()), { maxLength: 20 })
    fc.assert(
      fc.property(steps, (all) => {
        const { state, changes, ask } = batchAt('2024-02-01T00:00:00.000Z')
        let now = state
        for (const [n, [time, isNewBatch, isGrant]] of all.entries()) {
          if (isNewBatch) now = { ...now, time, newest: undefined }
          const told = { idempotencyKey: `key-${n}` }
          ask(
            isGrant ? accruing(told) : redeeming({ ...told, orderId: `${n}`, points: points(5n) }),
            now,
          )
        }
        const ids = changes.journals.map(({ id }) => id)
        expect(ids).toEqual(ids.toSorted())
        expect(new Set(ids).size).toBe(all.length)
        expect(changes.journals.map(({ id }) => stampOf(id).at)).toEqual(
          changes.journals.map(({ postedAt }) => postedAt.getTime()),
        )
      }),
    )
  })
})

describe('R31: the settlement period is written with every journal', () => {
  test.each([
    ['2024-01-31T14:59:59.999Z', [], '2024-01'],
    ['2024-01-31T15:00:00.000Z', [], '2024-02'],
    ['2024-01-31T14:59:59.999Z', ['2024-01'], '2024-02'],
    ['2024-01-31T14:59:59.999Z', ['2024-01', '2024-02'], '2024-03'],
  ])(
    'given that it is %s, when %j are closed, then a journal belongs to %s',
    (time, closed, period) => {
      const { state, changes, ask } = batchAt(time)
      ask(accruing(), { ...state, closed: new Set(closed.map(kstMonth)) })
      expect(changes.journals.map((each) => each.period)).toEqual([period])
    },
  )
})

describe('R34: what is recorded of a command', () => {
  test('given a spending from a full wallet, when it is recorded, then its journals, lines and balances follow each other', () => {
    const full = wallet([
      lot({ id: nth(1), remaining: points(2_000_000n) }),
      lot({ id: nth(2), pending: points(300n) }),
    ])
    const { changes, ask } = batchAt('2024-02-01T00:00:00Z', world({ wallets: [full] }))
    ask(redeeming())
    expect(changes.journals).toMatchObject([
      { kind: 'REDEMPTION', ownerId: full.id, walletId: full.id, balanceAfter: 1_999_000n },
      { kind: 'PENDING_FILL', ownerId: full.id, walletId: full.id, balanceAfter: 1_999_300n },
    ])
    const [spent, filled] = changes.journals.map(({ id }) => id)
    expect(changes.entries.map(({ journalId, line, amount }) => [journalId, line, amount])).toEqual(
      [
        [spent, 1, -1_000n],
        [spent, 2, 1_000n],
        [filled, 1, -300n],
        [filled, 2, 300n],
      ],
    )
  })

  test('given a grant, when it is recorded, then the next command finds the budget and the wallet as it left them', () => {
    const { state, ask } = batchAt('2024-02-01T00:00:00Z')
    ask(accruing())
    expect([...state.contracts.values()].map(({ contract }) => contract.budget)).toEqual([
      9_999_000n,
    ])
    expect(state.wallets.get(account(1).wallet)?.wallet.available).toBe(11_000n)
  })

  test('given an account that closes, when points are granted to it later in the batch, then that is refused', () => {
    const { state, changes, ask } = batchAt('2024-02-01T00:00:00Z')
    ask({ kind: 'closeAccount', caller: { kind: 'OPERATOR', code: 'kim' }, account: 'user-1' })
    expect(changes.closedAccounts).toEqual([account(1).id])
    expect(carryOut({ command: accruing(), fingerprint: 'input-1' }, state, changes)).toMatchObject(
      {
        code: 'WALLET_NOT_ACTIVE',
      },
    )
  })

  test('given a wallet whose lots nobody looked at, when points are granted twice, then both lots are recorded as they landed', () => {
    const almost = wallet([], { available: points(1_999_000n), lots: undefined })
    const { state, ask } = batchAt('2024-02-01T00:00:00Z', world({ wallets: [almost] }))
    for (const idempotencyKey of ['grant-1', 'grant-2']) ask(accruing({ idempotencyKey }))
    expect(state.wallets.get(almost.id)?.opened).toMatchObject([
      { remaining: 1_000n, pending: 0n },
      { remaining: 0n, pending: 1_000n },
    ])
  })

  const granting = (caller: Caller) => accruing({ caller })
  const spending = (caller: Caller) => redeeming({ caller })

  test.each<[string, Command, string[]]>([
    [
      'an operator who grants',
      granting({ kind: 'OPERATOR', code: 'kim' }),
      ['OPERATOR:kim accruePoints Accrual'],
    ],
    [
      'an operator who spends',
      spending({ kind: 'OPERATOR', code: 'kim' }),
      ['OPERATOR:kim redeemPoints Redemption'],
    ],
    ['a partner who grants', granting({ kind: 'PARTNER', code: 'bakery' }), []],
    ['a merchant who spends', spending({ kind: 'MERCHANT', code: 'cafe' }), []],
  ])(
    'given %s, when that is recorded, then the audit tells what operators did',
    (_, command, told) => {
      const { changes, ask } = batchAt('2024-02-01T00:00:00Z')
      ask(command)
      const audits = changes.audits.map(
        ({ actor, action, targetType }) => `${actor} ${action} ${targetType}`,
      )
      expect(audits).toEqual(told)
    },
  )
})
