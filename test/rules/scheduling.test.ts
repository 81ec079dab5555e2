import { describe, expect, test } from '@jest/globals'
import { isSchedulable } from '../../src/domain/accrual.ts'
import type { Contract } from '../../src/domain/contract.ts'
import type { WalletId } from '../../src/domain/ids.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { ScheduleAccrual } from '../../src/posting/asks.ts'
import { scheduleAccrual } from '../../src/posting/schedule-accrual.ts'
import { books, hashOf, moment, noRow, type World, world } from '../support/books.ts'
import { account, contract, kstDate, nth } from '../support/given.ts'
import { now, release, reserve, row, scheduling } from '../support/scheduled.ts'

const testing: Partial<Contract> = { status: 'TESTING' }

describe('R10: an accrual is scheduled for after now, up to 400 days ahead', () => {
  test.each([
    ['2024-02-01T00:00:00.000Z', false],
    ['2024-02-01T00:00:00.001Z', true],
    ['2025-03-07T00:00:00.000Z', true],
    ['2025-03-07T00:00:00.001Z', false],
    ['2024-01-31T23:59:59.999Z', false],
  ])('given midnight of 2024-02-01 UTC, when it is for %s, then it can be: %s', (at, is) => {
    expect(isSchedulable(new Date(at), now)).toBe(is)
  })
})

describe('R10: what is scheduled is set aside in the budget, and may go back', () => {
  const entry = { contract: contract().id, lot: null, merchant: null }

  test.each([
    ['reserved', reserve.journal, 'RESERVATION', 'CONTRACT_BUDGET', 'CONTRACT_RESERVED'],
    ['released', release.journal, 'RELEASE', 'CONTRACT_RESERVED', 'CONTRACT_BUDGET'],
  ])(
    'given 1,000 points, when they are %s, then the journal says so',
    (_, journal, kind, from, to) => {
      expect(journal).toEqual({
        kind,
        redemption: null,
        merchant: null,
        entries: [
          { ...entry, account: from, amount: -1_000n },
          { ...entry, account: to, amount: 1_000n },
        ],
      })
    },
  )
})

describe('an accrual that is scheduled', () => {
  function accepted(asked: ScheduleAccrual, found: World) {
    const decision = scheduleAccrual.decide(asked, books(found), moment())
    if (isRefusal(decision)) throw new Error(decision.code)
    return decision
  }

  test('given a named account, then it waits for its time, and its points are set aside', () => {
    const decision = accepted(scheduling(), world())
    expect(decision.accrual).toEqual(row({ id: expect.any(String) as unknown as string }))
    expect(decision).toMatchObject({
      onContract: reserve,
      kept: { accrual: decision.accrual?.id, wallet: nth<WalletId>(1) },
      deed: { action: 'accruePoints', targetId: decision.accrual?.id },
    })
    expect(scheduleAccrual.replay?.(decision.kept)).toMatchObject({
      accrual: decision.accrual?.id,
      replayed: true,
    })
    expect(decision.draft).toBeUndefined()
    expect(decision.notice).toBeUndefined()
  })

  test('given a named person, then the person is remembered, not the account that they have', () => {
    const recipient = { personHash: hashOf(account(1).person) }
    expect(accepted(scheduling({ recipient }), world()).accrual).toMatchObject({
      recipientAccount: null,
      recipientPersonId: account(1).person,
    })
  })

  test('R13: given a contract in TESTING, then it is a test and sets nothing aside', () => {
    const decision = accepted(scheduling(), world({ contract: contract(testing) }))
    expect(decision.accrual).toMatchObject({ test: true, status: 'SCHEDULED' })
    expect(decision.onContract).toBeUndefined()
  })

  test('R13: given the contract’s dates, then its time decides, not the request’s', () => {
    const decide = (told: Partial<Contract>) => {
      const found = books(world({ contract: contract(told) }))
      const decision = scheduleAccrual.decide(scheduling(), found, moment())
      return isRefusal(decision) ? decision.code : 'accepted'
    }
    expect(decide({ endsOn: kstDate('2024-02-09') })).toBe('CONTRACT_NOT_LIVE')
    expect(decide({ endsOn: kstDate('2024-02-10') })).toBe('accepted')
    expect(decide({ startsOn: kstDate('2024-02-10') })).toBe('accepted')
    expect(decide({ startsOn: kstDate('2024-02-11') })).toBe('CONTRACT_NOT_LIVE')
  })

  test('given a time that has passed, then that is told before anything else, and nothing is written', () => {
    const asked = scheduling({ scheduledFor: now, contract: nth(9) })
    const decision = scheduleAccrual.decide(asked, books(world()), moment())
    if (isRefusal(decision)) throw new Error(decision.code)
    expect(decision.answer(noRow)).toEqual({ isSchedulable: false })
    expect(Object.keys(decision)).toEqual(['answer'])
  })

  test('R13: given what it touches, then keys are looked up where those of accruals are', () => {
    const asked = scheduling()
    const { contract: id, recipient } = asked
    expect(scheduleAccrual.touches(asked)).toEqual({ contract: id, recipient })
    const spaces = (told: Partial<Contract>) =>
      scheduleAccrual.keySpaces?.(asked, books(world({ contract: contract(told) })))
    expect([spaces({}), spaces(testing), spaces({ status: 'ENDED' })]).toEqual([
      [false],
      [true],
      [false, true],
    ])
  })
})
