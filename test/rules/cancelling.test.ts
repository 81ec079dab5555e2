import { describe, expect, test } from '@jest/globals'
import type { AccrualId, WalletId } from '../../src/domain/ids.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { CancelAccrual } from '../../src/posting/asks.ts'
import { cancelAccrual } from '../../src/posting/cancel-accrual.ts'
import type { AccrualRow } from '../../src/posting/rows.ts'
import { accruing, moment, noRow } from '../support/books.ts'
import { nth } from '../support/given.ts'
import { accrual, booksWith, due, release, row, setAside } from '../support/scheduled.ts'

describe('R7: a scheduled accrual is cancelled until it is paid', () => {
  const decide = (held: AccrualRow, told: Partial<CancelAccrual> = {}) => {
    const asked = { kind: 'cancelAccrual', caller: accruing().caller, accrual, ...told } as const
    expect(cancelAccrual.touches(asked)).toEqual({ accrual: asked.accrual })
    return cancelAccrual.decide(asked, booksWith(setAside(), held, due), moment())
  }
  const notFound = { code: 'NOT_FOUND', path: ['input', 'accrual'] }

  test.each([
    [false, { onContract: release }],
    [true, {}],
  ])('given that it is a test: %s, then what was set aside goes back', (test, also) => {
    const { answer, deed, ...rest } = accept(decide(row({ test })))
    expect(rest).toEqual({ accrual: row({ test, status: 'CANCELLED' }), ...also })
    expect(answer(noRow)).toEqual({ accrual })
    expect(deed).toMatchObject({ action: 'cancelAccrual', targetId: accrual })
  })

  test('given that it is cancelled already, then that is the answer, and nothing is written', () => {
    expect(Object.keys(decide(row({ status: 'CANCELLED' })))).toEqual(['answer'])
  })

  test.each([
    ['COMPLETED', 'ACCRUAL_ALREADY_COMPLETED'],
    ['REFUSED', 'INVALID_STATE_CHANGE'],
  ] as const)('given that it is %s, then it is refused: %s', (status, code) => {
    expect(decide(row({ status }))).toEqual({ code, path: ['input', 'accrual'] })
  })

  test('given another partner, or no such accrual, then there is none', () => {
    const other = { kind: 'PARTNER', code: 'florist' } as const
    expect(decide(row(), { caller: other })).toEqual(notFound)
    expect(decide(row({ status: 'COMPLETED' }), { caller: other })).toEqual(notFound)
    expect(decide(row(), { accrual: nth<WalletId>(1) as string as AccrualId })).toEqual(notFound)
    expect(isRefusal(decide(row(), { caller: { kind: 'OPERATOR', code: 'kim' } }))).toBe(false)
  })

  function accept(decision: ReturnType<typeof decide>) {
    if (isRefusal(decision)) throw new Error(decision.code)
    return decision
  }
})
