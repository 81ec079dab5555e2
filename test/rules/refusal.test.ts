import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isRefusal, type RuleCode, refuse, rulings, sentenceOf } from '../../src/domain/refusal.ts'

/** Every code that clients are promised, with the rule that says no. */
const promised: Readonly<Record<RuleCode, string | null>> = {
  ACCRUAL_AMOUNT_OUT_OF_RANGE: 'R2',
  ACCRUAL_ALREADY_COMPLETED: 'R7',
  RECIPIENT_NOT_FOUND: 'R9',
  RECIPIENT_HAS_MULTIPLE_ACCOUNTS: 'R9',
  CONTRACT_NOT_LIVE: 'R13',
  CONTRACT_BUDGET_EXCEEDED: 'R12',
  CONTRACT_CHANNEL_MISMATCH: 'R13',
  VALIDITY_NOT_AGREED: 'R6',
  PARTNER_SUSPENDED: 'R13',
  INVALID_STATE_CHANGE: null,
  COUPON_CODE_MALFORMED: 'R16',
  COUPON_NOT_FOUND: 'R16',
  COUPON_ALREADY_REGISTERED: 'R16',
  COUPON_EXPIRED: 'R16',
  COUPON_NOT_DELIVERED: 'R16',
  COUPON_ATTEMPTS_EXCEEDED: 'R17',
  INSUFFICIENT_POINTS: 'R26',
  WALLET_NOT_ACTIVE: 'R26',
  MERCHANT_NOT_ELIGIBLE: 'R22',
  REDEMPTION_EXCEEDS_ORDER: 'R21',
  ORDER_ALREADY_REDEEMED: 'R21',
  FOREIGN_AMOUNT_MISMATCH: 'R24',
  REFUND_EXCEEDS_REDEMPTION: 'R25',
  HOLD_EXPIRED: 'R20',
  PROMOTION_NOT_OPEN: 'R29',
  PROMOTION_NOT_ELIGIBLE: 'R29',
  MISSION_ALREADY_COMPLETED: 'R30',
  SETTLEMENT_PERIOD_OPEN: 'R31',
  IDEMPOTENCY_KEY_REUSED: 'R35',
  NOT_FOUND: null,
  ALREADY_EXISTS: null,
}
const codes = Object.keys(promised) as RuleCode[]

describe('every refusal has a code, a rule, and a sentence in Korean and in English', () => {
  test('given the codes that clients are promised, then these and no others are given', () => {
    expect(Object.keys(rulings).toSorted()).toEqual(codes.toSorted())
  })

  test.each(Object.entries(promised))('given %s, then its rule is %s', (code, rule) => {
    expect(rulings[code as RuleCode].rule).toBe(rule)
  })

  test.each(codes)('given %s, when it is told, then it is a sentence in each language', (code) => {
    const refusal = refuse(code)
    expect(sentenceOf(refusal, 'en')).toMatch(/^[A-Z][\x20-\x7e]+\.$/)
    expect(sentenceOf(refusal, 'ko')).toMatch(/[가-힣].*[.]$/)
  })

  test.each(['en', 'ko'] as const)(
    'given two codes, when they are told in %s, then the sentences differ',
    (language) => {
      expect(new Set(codes.map((code) => sentenceOf(refuse(code), language))).size).toBe(
        codes.length,
      )
    },
  )
})

describe('a refusal is a value that names its place in the input', () => {
  test.each([
    ['amount', ['input', 'amount']],
    ['recipient.account', ['input', 'recipient', 'account']],
    [undefined, null],
  ])('given the field %s, when it is refused, then its path is %j', (field, path) => {
    expect(refuse('NOT_FOUND', field)).toEqual({ code: 'NOT_FOUND', path })
  })

  test.each([
    ['a refusal', refuse('NOT_FOUND'), true],
    ['an answer', { wallet: 'x' }, false],
    ['an answer with a code of its own', { code: 'bakery' }, false],
    ['an answer whose own code reads like one', { code: 'NOT_FOUND', name: 'x' }, false],
    ['a code that every object has', { code: 'toString', path: null }, false],
    ['a code that is no text', { code: ['NOT_FOUND'], path: null }, false],
  ])('given %s, when it is looked at, then it is a refusal, or not', (_, value, is) => {
    expect(isRefusal(value)).toBe(is)
  })

  test('given any code and field, when they are kept as text and read again, then the refusal is the same', () => {
    const field = fc.option(fc.stringMatching(/^[a-z]+(\.[a-z]+)?$/), { nil: undefined })
    fc.assert(
      fc.property(fc.constantFrom(...codes), field, (code, path) => {
        const refusal = refuse(code, path)
        const kept: object = JSON.parse(JSON.stringify(refusal))
        expect(isRefusal(kept)).toBe(true)
        expect(kept).toEqual(refusal)
        expect(refusal.path?.join('.') ?? 'input').toBe(path ? `input.${path}` : 'input')
      }),
    )
  })
})
