import { describe, expect, test } from '@jest/globals'
import type { WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { payAccrual } from '../../src/posting/pay-accrual.ts'
import type { AccrualRow } from '../../src/posting/rows.ts'
import { moment, noRow } from '../support/books.ts'
import { account, contract, kstDate, lot, nth, wallet } from '../support/given.ts'
import { accrual, booksWith, due, release, row, setAside } from '../support/scheduled.ts'

describe('R10: a scheduled accrual whose time has come', () => {
  function paid(held: AccrualRow, at: Date, found = setAside()) {
    const asked = { kind: 'payAccrual', caller: null, accrual } as const
    const decision = payAccrual.decide(asked, booksWith(found, held, at), moment(at.toISOString()))
    if (isRefusal(decision)) throw new Error(decision.code)
    const { answer, ...rest } = decision
    expect(answer(noRow)).toEqual({ accrual })
    expect(payAccrual.touches(asked)).toEqual({ accrual })
    return rest
  }

  test('given a millisecond less, then nothing happens', () => {
    expect(paid(row(), new Date(due.getTime() - 1))).toEqual({})
  })

  test.each(['COMPLETED', 'CANCELLED', 'REFUSED'] as const)(
    'given that it is %s, then nothing happens',
    (status) => {
      expect(paid(row({ status }), due)).toEqual({})
    },
  )

  test('given that very instant, then it is paid from what was set aside, and told', () => {
    const { accrual: after, draft, notice, onContract } = paid(row(), due)
    expect(after).toEqual(
      row({
        walletId: nth<WalletId>(1),
        status: 'COMPLETED',
        availableAmount: 1_000n,
        pendingAmount: 0n,
        validThrough: new Date('2029-02-28'),
        completedAt: due,
      }),
    )
    expect(draft?.posted.map(({ journal }) => journal.entries[0])).toMatchObject([
      { account: 'CONTRACT_RESERVED', amount: -1_000n },
    ])
    expect(draft?.opened).toMatchObject([{ id: accrual, accruedAt: due, remaining: 1_000n }])
    expect(notice).toEqual({
      id: accrual,
      walletId: nth<WalletId>(1),
      points: 1_000n,
      validThrough: new Date('2029-02-28'),
      createdAt: due,
    })
    expect(onContract).toBeUndefined()
  })

  test('given that its time is long past, then it lives from the instant at which it is paid (R5)', () => {
    const late = new Date('2024-03-31T15:00:00Z')
    expect(paid(row(), late).accrual).toMatchObject({
      completedAt: late,
      validThrough: new Date('2029-04-30'),
    })
  })

  test('given points in its wallet that have expired, then these go first', () => {
    const old = lot({ id: nth(1), remaining: points(2_000_000n), expiresAt: due })
    const { draft, accrual: after } = paid(row(), due, setAside({ wallets: [wallet([old])] }))
    expect(draft?.posted.map(({ journal }) => journal.kind)).toEqual(['EXPIRY', 'ACCRUAL'])
    expect(after).toMatchObject({ availableAmount: 1_000n })
  })

  test('given a test, then it ends as one, and neither wallet nor budget nor user hears of it (R13)', () => {
    const { accrual: after, ...rest } = paid(row({ test: true }), due)
    expect(after).toMatchObject({ status: 'COMPLETED', test: true, availableAmount: 1_000n })
    expect(rest).toEqual({})
  })

  test.each([
    [false, { onContract: release }],
    [true, {}],
  ])(
    'given that it is refused, and a test: %s, then it says why and gives back what was set aside',
    (test, also) => {
      const found = setAside({ contract: contract({ status: 'ENDED', reserved: points(1_000n) }) })
      expect(paid(row({ test }), due, found)).toEqual({
        accrual: row({ test, status: 'REFUSED', refusedCode: 'CONTRACT_NOT_LIVE' }),
        ...also,
      })
    },
  )

  test.each([
    ['2024-02-08T14:59:59.999Z', 'REFUSED'],
    ['2024-02-08T15:00:00.000Z', 'COMPLETED'],
    ['2024-02-10T14:59:59.999Z', 'COMPLETED'],
    ['2024-02-10T15:00:00.000Z', 'REFUSED'],
  ])(
    'R13: given that the contract’s days end on 10 February at 15:00 UTC, when an accrual for %s is paid after them, then it is %s',
    (time, status) => {
      const found = setAside({
        contract: contract({ startsOn: kstDate('2024-02-09'), endsOn: kstDate('2024-02-10') }),
      })
      const held = row({ scheduledFor: new Date(time) })
      const later = new Date('2024-02-10T15:00:01Z')
      expect(paid(held, later, found).accrual).toMatchObject({ status })
    },
  )

  test('given a person, then whoever of their accounts is active then gets it', () => {
    const closed = account(1, { status: 'CLOSED' })
    const found = setAside({
      accounts: [closed, account(2)],
      wallets: [wallet([], { status: 'CLOSED' }), wallet([], { id: account(2).wallet })],
    })
    const byPerson = row({ recipientAccount: null, recipientPersonId: account(1).person })
    expect(paid(byPerson, due, found).accrual).toMatchObject({ walletId: account(2).wallet })
    expect(paid(row(), due, found).accrual).toMatchObject({ refusedCode: 'WALLET_NOT_ACTIVE' })
  })
})
