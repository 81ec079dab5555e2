import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { type LotId, parseId } from '../../src/domain/ids.ts'
import { idOf, type Stamp, stampAfter, stampOf } from '../../src/domain/sequence.ts'

const last = 2 ** 24 - 1
const instant = fc.integer({ min: 0, max: 2 ** 48 - 2 })
const stamp: fc.Arbitrary<Stamp> = fc.record({
  at: instant,
  counter: fc.oneof(fc.integer({ min: 0, max: last }), fc.integer({ min: last - 2, max: last })),
})
const random = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 12,
  maxLength: 12,
})

describe('ids sort by the instant at which they were made', () => {
  test.each([
    [{ at: 0, counter: 0 }, '00000000-0000-7000-8000-0123456789ab'],
    [{ at: 1, counter: 1 }, '00000000-0001-7000-8001-0123456789ab'],
    [{ at: 1_704_067_200_000, counter: 0 }, '018cc251-f400-7000-8000-0123456789ab'],
    [{ at: 1_704_067_200_000, counter: 0x123456 }, '018cc251-f400-7123-8456-0123456789ab'],
    [{ at: 2 ** 48 - 1, counter: last }, 'ffffffff-ffff-7fff-8fff-0123456789ab'],
  ])(
    'given the stamp %j, when an id is made of it, then it is %s, and tells it again',
    (made, id) => {
      expect(idOf(made, '0123456789ab')).toBe(id)
      expect(stampOf(id)).toEqual(made)
    },
  )

  test.each([
    ['nothing before', undefined, 5, { at: 5, counter: 0 }],
    ['an earlier instant', { at: 4, counter: 9 }, 5, { at: 5, counter: 0 }],
    ['the same instant', { at: 5, counter: 0 }, 5, { at: 5, counter: 1 }],
    ['a later instant: time never goes back', { at: 6, counter: 3 }, 5, { at: 6, counter: 4 }],
    ['the same instant, nearly used up', { at: 5, counter: last - 1 }, 5, { at: 5, counter: last }],
    ['the same instant, used up', { at: 5, counter: last }, 5, { at: 6, counter: 0 }],
    ['a later instant, used up', { at: 7, counter: last }, 5, { at: 8, counter: 0 }],
  ])('given %s, when the next stamp is taken, then it lies after it', (_, before, at, next) => {
    expect(stampAfter(before, at)).toEqual(next)
  })

  test('given any stamp, when an id is made of it, then it is an id of version 7 that tells the stamp again', () => {
    fc.assert(
      fc.property(stamp, random, (made, salt) => {
        const id = idOf(made, salt)
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(stampOf(id)).toEqual(made)
        expect(parseId<LotId>(id)).toBe(id)
        expect(id.endsWith(salt)).toBe(true)
      }),
    )
  })

  test('given any stamp and any clock, when the next id is made, then it sorts after the one before, whatever is random', () => {
    fc.assert(
      fc.property(stamp, instant, random, random, (before, clock, a, b) => {
        const next = stampAfter(before, clock)
        expect(idOf(next, b) > idOf(before, a)).toBe(true)
        expect(next.at).toBeGreaterThanOrEqual(clock)
        expect(next.counter).toBeLessThanOrEqual(last)
      }),
    )
  })

  test('given a clock that jumps about, when ids are made one after another, then they ascend and never repeat', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 50 }), (clock) => {
        const ids: string[] = []
        let before: Stamp | undefined
        for (const at of clock) {
          before = stampAfter(before, at)
          ids.push(idOf(before, '000000000000'))
        }
        expect(ids).toEqual(ids.toSorted())
        expect(new Set(ids).size).toBe(ids.length)
      }),
    )
  })
})

describe('an id from outside is parsed, not believed', () => {
  const id = '018cc251-f400-7123-8456-0123456789ab'

  test.each([
    [id, id],
    ['018CC251-F400-7123-8456-0123456789AB', undefined],
    [`${id} `, undefined],
    [`${id}\n`, undefined],
    [`{${id}}`, undefined],
    ['018cc251f400712384560123456789ab', undefined],
    ['018cc251-f400-7123-8456-0123456789a', undefined],
    ['018cc251-f400-7123-8456-0123456789abc', undefined],
    ['018cc251-f400-7123-8456-0123456789ag', undefined],
    ['', undefined],
    ['1', undefined],
    ["' or 1 = 1 --", undefined],
  ])('given the text %j, when it is read as an id, then it is %s', (text, read) => {
    expect(parseId<LotId>(text)).toBe(read)
  })

  test('given an id, when any one character of it is another, then it is an id only if that is a figure for a figure', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: id.length - 1 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (where, other) => {
          const text = id.slice(0, where) + other + id.slice(where + 1)
          const fits = id[where] === '-' ? other === '-' : /[0-9a-f]/.test(other)
          expect(parseId<LotId>(text)).toBe(fits ? text : undefined)
        },
      ),
    )
  })
})
