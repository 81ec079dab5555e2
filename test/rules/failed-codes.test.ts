import { describe, expect, test } from '@jest/globals'
import type { WalletId } from '../../src/domain/ids.ts'
import { sentenceOf } from '../../src/domain/refusal.ts'
import { account, nth, wallet } from '../support/given.ts'
import { couponRow, deadline, now, orderRow, type Shelf } from '../support/ordered.ts'
import { asked, found, others, own, refused, registered } from '../support/registering.ts'

const minutesAgo = (count: number): Date => new Date(now.getTime() - count * 60_000)
const failures = (count: number) => Array.from({ length: count }, () => minutesAgo(1))
const voided = { voidedAt: now, voidReason: 'leaked' }
const taken = { accrualId: nth<WalletId>(7), registeredAt: now }
describe('R16: a coupon is not registered', () => {
  test.each<readonly [string, Partial<Shelf>, Date, string]>([
    ['there is none with that code', { coupon: null }, now, 'COUPON_NOT_FOUND'],
    ['it was stopped', { row: orderRow('DELIVERED', voided) }, now, 'COUPON_NOT_FOUND'],
    [
      'it was stopped and is late',
      { row: orderRow('ISSUED', voided) },
      deadline,
      'COUPON_NOT_FOUND',
    ],
    ['it is not delivered', { row: orderRow('ISSUED') }, now, 'COUPON_NOT_DELIVERED'],
    ['its day has ended', {}, deadline, 'COUPON_EXPIRED'],
    ['it was never delivered and is late', { row: orderRow('ISSUED') }, deadline, 'COUPON_EXPIRED'],
    [
      'another has it',
      { coupon: couponRow(taken), wallet: others },
      now,
      'COUPON_ALREADY_REGISTERED',
    ],
    [
      'another had it before it was stopped',
      { row: orderRow('DELIVERED', voided), coupon: couponRow(taken), wallet: others },
      now,
      'COUPON_ALREADY_REGISTERED',
    ],
  ])('given that %s, and the attempt counts (R17)', (_what, told, at, code) => {
    expect(refused(told, at)).toEqual({
      code,
      path: ['input', 'code'],
      failedBy: own,
      attemptsLeft: 9,
    })
  })

  test.each<readonly [string, Partial<Shelf>]>([
    ['', {}],
    [' though it was stopped since', { row: orderRow('DELIVERED', voided) }],
  ])('given that it is one’s own already,%s and the attempt does not count', (_what, told) => {
    expect(refused({ coupon: couponRow(taken), wallet: own, ...told })).toEqual({
      code: 'COUPON_ALREADY_REGISTERED',
      path: ['input', 'code'],
    })
  })

  test.each(['FROZEN', 'CLOSED'] as const)(
    'given that the wallet is %s, and the attempt does not count (R26)',
    (status) => {
      expect(refused({ found: found({ wallets: [wallet([], { status })] }) })).toEqual({
        code: 'WALLET_NOT_ACTIVE',
        path: ['input', 'account'],
      })
    },
  )

  test.each([
    ['another user’s account', asked({ account: 'user-2' })],
    ['no such account', asked({ account: 'nobody', caller: { kind: 'OPERATOR', code: 'kim' } })],
  ])('given %s, and nothing counts', (_what, command) => {
    const two = found({ accounts: [account(1), account(2)] })
    expect(refused({ found: two }, now, command)).toEqual({
      code: 'NOT_FOUND',
      path: ['input', 'account'],
    })
  })
})

describe('R17: attempts', () => {
  test.each([0, 1, 8, 9])(
    'given %d failures, then the message tells how many are left',
    (count) => {
      const refusal = refused({ coupon: null, failures: failures(count) })
      expect(refusal).toMatchObject({ code: 'COUPON_NOT_FOUND', attemptsLeft: 9 - count })
      const [en, ko] = [sentenceOf(refusal, 'en'), sentenceOf(refusal, 'ko')]
      if (count === 9) {
        expect(en).toMatch('No attempt is left: coupon entry is locked for thirty minutes.')
        expect(ko).toMatch('30분간 등록이 제한됩니다.')
      } else {
        expect(en).toMatch(count === 8 ? '1 attempt is left.' : `${9 - count} attempts are left.`)
        expect(ko).toMatch(`남은 시도 횟수는 ${9 - count}회입니다.`)
      }
    },
  )

  const unlocks = minutesAgo(-29)
  test.each<readonly [string, Partial<Shelf>]>([
    ['a right code', {}],
    ['a wrong one', { coupon: null }],
    ['one’s own', { coupon: couponRow(taken), wallet: own }],
  ])(
    'given ten, when %s is given, then entry is locked, until when is told, and it does not count',
    (_what, told) => {
      const refusal = refused({ failures: failures(10), ...told })
      expect(refusal).toEqual({
        code: 'COUPON_ATTEMPTS_EXCEEDED',
        path: ['input', 'code'],
        lockedUntil: unlocks,
      })
      expect(sentenceOf(refusal, 'en')).toMatch('Try again after 09:29 (KST).')
      expect(sentenceOf(refusal, 'ko')).toMatch('09:29 이후에 다시 시도해 주세요.')
    },
  )

  test('given the instant at which the lock ends, then a right code is registered', () => {
    expect(refused({ failures: failures(10) }, new Date(unlocks.getTime() - 1)).code).toBe(
      'COUPON_ATTEMPTS_EXCEEDED',
    )
    expect(registered({ failures: failures(10) }, unlocks).accrual).toBeDefined()
  })

  test('given that the lock has ended, then ten more may fail', () => {
    expect(refused({ coupon: null, failures: failures(10) }, unlocks)).toMatchObject({
      code: 'COUPON_NOT_FOUND',
      attemptsLeft: 9,
    })
  })

  test('given nine, when a right code is given, then it is registered', () => {
    expect(registered({ failures: failures(9) }).accrual).toBeDefined()
  })

  test('given a frozen wallet, when a wrong code is given, then that is told and counts', () => {
    const frozen = found({ wallets: [wallet([], { status: 'FROZEN' })] })
    expect(refused({ coupon: null, found: frozen })).toMatchObject({
      code: 'COUPON_NOT_FOUND',
      attemptsLeft: 9,
    })
  })

  test('given ten, when the wallet is frozen too, then the lock is told', () => {
    const frozen = found({ wallets: [wallet([], { status: 'FROZEN' })] })
    expect(refused({ failures: failures(10), found: frozen }).code).toBe('COUPON_ATTEMPTS_EXCEEDED')
  })
})
