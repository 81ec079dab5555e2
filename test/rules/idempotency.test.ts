import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type Caller, callerKinds, callerScope, owns } from '../../src/domain/caller.ts'
import { canonical, type Input, isIdempotencyKey } from '../../src/domain/idempotency.ts'

describe('R35: an idempotency key is 1 to 64 visible ASCII characters', () => {
  test.each([
    ['a', true],
    ['!', true],
    ['~', true],
    ['order-2024/03:17#1', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['', false],
    [' ', false],
    ['a b', false],
    [' a', false],
    ['a\n', false],
    ['a\u0000', false],
    ['\u007f', false],
    ['é', false],
    ['키', false],
  ])('given the key %j, when it is looked at, then it is one: %s', (key, is) => {
    expect(isIdempotencyKey(key)).toBe(is)
  })

  test('given any text, then it is a key exactly where each character is visible ASCII, and there are 1 to 64', () => {
    const near = fc.string({ unit: 'binary-ascii', maxLength: 70 })
    const visible = fc.string({
      unit: fc.integer({ min: 33, max: 126 }).map((n) => String.fromCharCode(n)),
      maxLength: 70,
    })
    fc.assert(
      fc.property(fc.oneof(near, visible), (text) => {
        const codes = [...text].map((one) => one.charCodeAt(0))
        const is =
          codes.length >= 1 && codes.length <= 64 && codes.every((code) => code > 32 && code < 127)
        expect(isIdempotencyKey(text)).toBe(is)
      }),
    )
  })
})

const code = fc.string({ minLength: 1, maxLength: 8 })
const someCaller: fc.Arbitrary<Caller> = fc.record({ kind: fc.constantFrom(...callerKinds), code })

describe('R35: keys belong to their caller, those of the operators to all of them', () => {
  test.each([
    ['OPERATOR', 'kim', 'OPERATOR', 'lee', true],
    ['PARTNER', 'bakery', 'PARTNER', 'bakery', true],
    ['PARTNER', 'bakery', 'PARTNER', 'cafe', false],
    ['PARTNER', 'bakery', 'AGENCY', 'bakery', false],
    ['PARTNER', 'bakery', 'MERCHANT', 'bakery', false],
    ['MERCHANT', 'bakery', 'USER', 'bakery', false],
    ['OPERATOR', 'bakery', 'PARTNER', 'bakery', false],
    ['USER', 'user-1', 'USER', 'user-1', true],
    ['USER', 'user-1', 'USER', 'user-2', false],
  ] as const)(
    'given %s %s and %s %s, when both use one key, then it is the same key: %s',
    (kind, own, otherKind, other, same) => {
      const scope = callerScope({ kind, code: own })
      expect(scope === callerScope({ kind: otherKind, code: other })).toBe(same)
    },
  )

  test('given any two callers, then they share keys exactly if they are the same one, or both operators', () => {
    fc.assert(
      fc.property(someCaller, someCaller, fc.boolean(), (a, other, isSame) => {
        const b = isSame ? { ...a } : other
        const both = a.kind === b.kind && (a.kind === 'OPERATOR' || a.code === b.code)
        expect(callerScope(a) === callerScope(b)).toBe(both)
      }),
    )
  })
})

describe('a caller may use what is its own, an operator what is anybody’s', () => {
  test.each([
    ['OPERATOR', 'kim', 'PARTNER', 'bakery', true],
    ['PARTNER', 'bakery', 'PARTNER', 'bakery', true],
    ['PARTNER', 'cafe', 'PARTNER', 'bakery', false],
    ['AGENCY', 'bakery', 'PARTNER', 'bakery', false],
    ['USER', 'bakery', 'MERCHANT', 'bakery', false],
    ['MERCHANT', 'bakery', 'MERCHANT', 'bakery', true],
  ] as const)(
    'given %s %s, when it asks for what belongs to %s %s, then it may: %s',
    (kind, own, ofKind, of, may) => {
      expect(owns({ kind, code: own }, ofKind, of)).toBe(may)
    },
  )

  test('given any caller but an operator, then it owns something exactly if it shares its keys with the owner', () => {
    const owner = fc.constantFrom('PARTNER', 'AGENCY', 'MERCHANT', 'USER')
    fc.assert(
      fc.property(someCaller, owner, code, fc.boolean(), (caller, kind, of, isSame) => {
        fc.pre(caller.kind !== 'OPERATOR')
        const own = isSame ? caller.code : of
        const isOne = callerScope(caller) === callerScope({ kind, code: own })
        expect(owns(caller, kind, own)).toBe(isOne)
      }),
    )
  })
})

/** Every kind of value that an input can have, nested. */
const someInput = fc.letrec<{ input: Input }>((tie) => ({
  input: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.bigInt(),
    fc.string(),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('input'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('input'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).input

/** The same value, with the members of every object the other way round. */
const turned = (input: Input): Input => {
  if (Array.isArray(input)) return input.map(turned)
  if (input === null || typeof input !== 'object' || input instanceof Date) return input
  const members = Object.entries(input as Record<string, Input>)
  return Object.fromEntries(members.toReversed().map(([name, value]) => [name, turned(value)]))
}

describe('R35: an input has one spelling', () => {
  test.each<[string, Input, string]>([
    ['null', null, 'null'],
    ['a text', 'a"b', '"a\\"b"'],
    ['points', 1_000n, '1000'],
    ['a number', 7, '7'],
    ['yes', true, 'true'],
    ['an instant', new Date('2024-01-01T00:00:00.001Z'), '@1704067200001'],
    ['a list, in its order', [2n, 1n, 'b', 'a'], '[2,1,"b","a"]'],
    [
      'members, in order of their names',
      { b: 1n, a: { d: null, c: 'x' } },
      '{"a":{"c":"x","d":null},"b":1}',
    ],
    ['what is left out, gone', { a: undefined, b: 1n }, '{"b":1}'],
    ['an empty list and object', [[], {}], '[[],{}]'],
  ])('given %s, when it is spelled, then as agreed', (_, input, spelled) => {
    expect(canonical(input)).toBe(spelled)
  })

  test.each<[string, Input, Input]>([
    ['a number and its text', 1n, '1'],
    ['null and its text', null, 'null'],
    ['an instant and its text', new Date(5), '@5'],
    ['null and left out', { a: null }, {}],
    ['two lists, split otherwise', [['a'], ['b']], [['a', 'b']]],
    ['two texts, split otherwise', ['a,b'], ['a', 'b']],
    ['a member under two names', { a: 'x' }, { b: 'x' }],
    ['two members, swapped', { a: 'x', b: 'y' }, { a: 'y', b: 'x' }],
  ])('given %s, when they are spelled, then they differ', (_, a, b) => {
    expect(canonical(a)).not.toBe(canonical(b))
  })

  test('given any input, when its members come in another order or some are left out, then it is spelled the same', () => {
    fc.assert(
      fc.property(someInput, (input) => {
        expect(canonical(turned(input))).toBe(canonical(input))
        expect(canonical({ a: input, b: undefined })).toBe(canonical({ a: input }))
      }),
    )
  })

  test('given any two inputs, when they are spelled the same, then they are the same', () => {
    const few = fc.oneof(
      someInput,
      fc.constantFrom<Input>([], {}, '', '[]', '{}', 0n, '0', [''], [[]]),
    )
    fc.assert(
      fc.property(few, few, (a, b) => {
        expect(canonical(a) === canonical(b)).toBe(isDeepStrictEqual(a, b))
      }),
      { numRuns: 2_000 },
    )
  })
})
