import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type CouponCode,
  couponCode,
  parseCouponCode,
  printedCode,
  suffixOf,
} from '../../src/domain/coupon-code.ts'
import { chanceOf } from '../support/random.ts'

const alphabet = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
const chance = chanceOf(20_261_125)
const someBytes = () => Uint8Array.from({ length: 10 }, () => chance.below(256))
const codes = Array.from({ length: 200 }, () => couponCode(someBytes()))
const ofBytes = (...bytes: readonly number[]): CouponCode =>
  couponCode(Uint8Array.from({ length: 10 }, (_, n) => bytes[n] ?? 0))
const someCode = fc.uint8Array({ minLength: 10, maxLength: 10 }).map(couponCode)

const withCharacter = (code: string, place: number, character: string): string =>
  code.slice(0, place) + character + code.slice(place + 1)

describe('R15: a code', () => {
  test('is 16 random characters and a check character of the same alphabet', () => {
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{17}$/)
  })

  test('is made of all of its 80 random bits: each tells it from others', () => {
    const ofBits = Array.from({ length: 80 }, (_, bit) => {
      const bytes = new Uint8Array(10)
      bytes[bit >> 3] = 1 << (bit & 7)
      return couponCode(bytes)
    })
    expect(new Set([ofBytes(), ...ofBits].map((code) => code.slice(0, 16))).size).toBe(81)
  })

  test('reads as its bits do, the highest first', () => {
    expect(ofBytes().slice(0, 16)).toBe('0000000000000000')
    expect(couponCode(new Uint8Array(10).fill(255)).slice(0, 16)).toBe('ZZZZZZZZZZZZZZZZ')
    expect(ofBytes(0b00001_000, 0b10_00011_0).slice(0, 16)).toBe('1230000000000000')
  })

  test('takes every character of the alphabet in every place, the check’s too', () => {
    const many = Array.from({ length: 2_000 }, () => couponCode(someBytes()))
    for (let place = 0; place < 17; place += 1)
      expect(new Set(many.map((code) => code[place])).size).toBe(32)
  })

  test.each([0, 9, 11])('is not made of %d random bytes', (length) => {
    expect(() => couponCode(new Uint8Array(length))).toThrow('80 random bits')
  })

  test('is printed 4-4-4-4-1, and ends with the suffix that is kept', () => {
    const code = ofBytes(0b00001_000, 0b10_00011_0)
    expect(printedCode(code)).toBe(`1230-0000-0000-0000-${code[16]}`)
    expect(suffixOf(code)).toBe(`000${code[16]}`)
  })
})

describe('R15: the check character catches', () => {
  test('every wrong character in every place of many codes', () => {
    for (const code of codes)
      for (let place = 0; place < 17; place += 1)
        for (const character of alphabet) {
          const typed = withCharacter(code, place, character)
          if (parseCouponCode(typed) !== (character === code[place] ? code : undefined))
            throw new Error(`${code} was typed as ${typed}`)
        }
  })

  test('every swap of two neighbours of many codes, and of any two', () => {
    for (const code of codes)
      for (let first = 0; first < 17; first += 1)
        for (let second = first + 1; second < 17; second += 1) {
          const [a = '', b = ''] = [code[first], code[second]]
          const typed = withCharacter(withCharacter(code, first, b), second, a)
          if (parseCouponCode(typed) !== (a === b ? code : undefined))
            throw new Error(`${code} was typed as ${typed}`)
        }
  })

  test('a character too few or too many', () => {
    for (const code of codes) {
      expect(parseCouponCode(code.slice(1))).toBeUndefined()
      expect(parseCouponCode(code.slice(0, -1))).toBeUndefined()
      expect(parseCouponCode(`0${code}`)).toBeUndefined()
      expect(parseCouponCode(`${code}0`)).toBeUndefined()
    }
  })

  test('all but one in 32 of what is typed at random', () => {
    const typed = Array.from({ length: 32_000 }, () =>
      Array.from({ length: 17 }, () => chance.oneOf(alphabet)).join(''),
    )
    const passed = typed.filter((text) => parseCouponCode(text)).length
    expect(passed).toBeGreaterThan(800)
    expect(passed).toBeLessThan(1_200)
  })
})

/** A code that has every look-alike in it. */
const spelled = codes.find((code) => code.includes('0') && code.includes('1')) as CouponCode

describe('R15: a code is accepted', () => {
  test('as it is printed', () => {
    fc.assert(fc.property(someCode, (code) => parseCouponCode(printedCode(code)) === code))
  })

  test.each<readonly [string, (code: string) => string]>([
    ['in lower case', (code) => code.toLowerCase()],
    ['with spaces around it and in it', (code) => ` ${code.match(/.{1,4}/g)?.join(' ')} `],
    ['with a tab, a line’s end and a space that does not break', (code) => `\t${code}\u00a0\r\n`],
    ['with hyphens anywhere', (code) => `-${[...code].join('-')}-`],
    [
      'with other hyphens and dashes',
      (code) => code.replace(/(.{4})/g, '$1\u2010\u2011\u2013\u2014'),
    ],
    ['with O for 0', (code) => code.replaceAll('0', 'O')],
    ['with o for 0', (code) => code.replaceAll('0', 'o')],
    ['with I for 1', (code) => code.replaceAll('1', 'I')],
    ['with L for 1', (code) => code.replaceAll('1', 'L')],
    ['with i and l for 1', (code) => code.replace('1', 'i').replaceAll('1', 'l')],
    [
      'in full width',
      (code) => code.replace(/./g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)),
    ],
    ['with spaces and hyphens in full width', (code) => code.replace(/(.{4})/g, '$1\uff0d\u3000')],
  ])('%s', (_how, typed) => {
    expect(parseCouponCode(typed(spelled))).toBe(spelled)
    for (const code of codes) expect(parseCouponCode(typed(code))).toBe(code)
  })
})

const withA = codes.find((code) => code.includes('A')) ?? ''

describe('R15: a code is not accepted', () => {
  test.each([...'Uu!@#$%^&*()_=+[]{};:\'",.<>/?\\|~`'])('with %s in any place', (character) => {
    for (let place = 0; place < 17; place += 1)
      expect(parseCouponCode(withCharacter(spelled, place, character))).toBeUndefined()
  })

  test.each([
    ['nothing', ''],
    ['hyphens alone', '----'],
    ['Hangul', '쿠폰코드'],
    ['a code and another', codes.slice(0, 2).join(' ')],
    ['a code and a letter with an accent', `${spelled.slice(0, 16)}\u00c9`],
    ['a code with a null', `${spelled}\0`],
    ['a code with a Greek letter', withA.replace('A', '\u0391')],
    ['a code with a Cyrillic letter', withA.replace('A', '\u0410')],
  ])('given %s', (_what, typed) => {
    expect(parseCouponCode(typed)).toBeUndefined()
  })

  test('given any text, then it is a code or none, and never a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const code = parseCouponCode(text)
        return code === undefined || /^[0-9A-HJKMNP-TV-Z]{17}$/.test(code)
      }),
    )
  })
})
