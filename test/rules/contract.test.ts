import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  type ContractStatus,
  canBecome,
  isTest,
  keySpacesOf,
  refusalToGrant,
  statusesBefore,
} from '../../src/domain/contract.ts'
import { contract, kstDate } from '../support/given.ts'

const statuses: readonly ContractStatus[] = ['DRAFT', 'TESTING', 'LIVE', 'ENDED']

describe('R13: a contract goes from draft through testing to live and to its end, never back', () => {
  const possible = ['DRAFT TESTING', 'DRAFT LIVE', 'TESTING LIVE']
  const ending = ['DRAFT ENDED', 'TESTING ENDED', 'LIVE ENDED']
  const steps = statuses.flatMap((from) => statuses.map((to) => [from, to] as const))

  test.each(steps)(
    'given a contract that is %s, when it is to be %s, then it may or may not',
    (from, to) => {
      const may = [...possible, ...ending].includes(`${from} ${to}`)
      expect(canBecome(from, to)).toBe(may)
      expect(statusesBefore(to).includes(from)).toBe(may)
    },
  )

  test('given any walk of steps, then no status is ever come back to, and nothing follows the end', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...statuses)), (wanted) => {
        const taken: ContractStatus[] = ['DRAFT']
        for (const to of wanted) {
          const from = taken.at(-1)
          if (from && canBecome(from, to)) taken.push(to)
        }
        expect(new Set(taken).size).toBe(taken.length)
        expect([-1, taken.length - 1]).toContain(taken.indexOf('ENDED'))
      }),
    )
  })
})

describe('R13: a contract grants by its channel, its partner, its status and its dates', () => {
  const dated = { startsOn: kstDate('2024-01-01'), endsOn: kstDate('2024-01-31') }

  test.each([
    ['a live contract', {}, undefined],
    ['one in testing', { status: 'TESTING' }, undefined],
    ['a draft', { status: 'DRAFT' }, 'CONTRACT_NOT_LIVE'],
    ['an ended one', { status: 'ENDED' }, 'CONTRACT_NOT_LIVE'],
    ['a coupon contract', { channel: 'COUPON' }, 'CONTRACT_CHANNEL_MISMATCH'],
    ['a promotion contract', { channel: 'PROMOTION' }, 'CONTRACT_CHANNEL_MISMATCH'],
    ["a suspended partner's", { partnerStatus: 'SUSPENDED' }, 'PARTNER_SUSPENDED'],
    [
      'one in testing, suspended',
      { status: 'TESTING', partnerStatus: 'SUSPENDED' },
      'PARTNER_SUSPENDED',
    ],
  ] as const)('given %s, when it grants by API, then the answer is as agreed', (_, told, code) => {
    const refusal = refusalToGrant(contract({ ...dated, ...told }), 'API', kstDate('2024-01-15'))
    expect(refusal).toEqual(code && { code, path: ['input', 'contract'] })
  })

  test.each([
    ['2023-12-31', '2024-01-31', false],
    ['2024-01-01', '2024-01-31', true],
    ['2024-01-31', '2024-01-31', true],
    ['2024-02-01', '2024-01-31', false],
    ['2023-12-31', null, false],
    ['2024-01-01', null, true],
    ['9999-12-31', null, true],
    ['2024-01-01', '2024-01-01', true],
  ])(
    'given that it is %s, when a contract runs from 2024-01-01 to %s, then it grants: %s',
    (on, end, may) => {
      const told = { startsOn: dated.startsOn, endsOn: end === null ? null : kstDate(end) }
      for (const status of ['LIVE', 'TESTING'] as const)
        expect(refusalToGrant(contract({ ...told, status }), 'API', kstDate(on))?.code).toBe(
          may ? undefined : 'CONTRACT_NOT_LIVE',
        )
    },
  )

  const channels = ['API', 'COUPON', 'PROMOTION'] as const

  test('given any contract, when it grants, then channel, partner, and status and dates are looked at in this order', () => {
    const any = fc.record({
      channel: fc.constantFrom(...channels),
      partnerStatus: fc.constantFrom('ACTIVE' as const, 'SUSPENDED' as const),
      status: fc.constantFrom(...statuses),
    })
    const day = fc
      .integer({ min: 1, max: 28 })
      .map((n) => kstDate(`2024-01-${String(n).padStart(2, '0')}`))
    fc.assert(
      fc.property(any, fc.constantFrom(...channels), day, day, day, (told, by, a, b, on) => {
        const mayNow = (told.status === 'LIVE' || told.status === 'TESTING') && a <= on && on <= b
        const code = refusalToGrant(contract({ ...told, startsOn: a, endsOn: b }), by, on)?.code
        if (told.channel !== by) expect(code).toBe('CONTRACT_CHANNEL_MISMATCH')
        else if (told.partnerStatus === 'SUSPENDED') expect(code).toBe('PARTNER_SUSPENDED')
        else expect(code).toBe(mayNow ? undefined : 'CONTRACT_NOT_LIVE')
      }),
    )
  })
})

describe('R13, R35: keys used in tests do not clash with live ones', () => {
  test.each([
    ['DRAFT', [false], false],
    ['TESTING', [true], true],
    ['LIVE', [false], false],
    ['ENDED', [false, true], false],
    [undefined, [false], false],
  ] as const)(
    'given a contract that is %s, when a key is looked up, then it is in the spaces of tests: %j',
    (status, spaces, test) => {
      expect(keySpacesOf(status)).toEqual(spaces)
      if (status) expect(isTest({ status })).toBe(test)
    },
  )

  test('given any status, when a key is kept, then what a test kept is a test, and the live space comes first', () => {
    fc.assert(
      fc.property(fc.constantFrom(...statuses), (status) => {
        const spaces = keySpacesOf(status)
        expect(spaces[0]).toBe(isTest({ status }))
        expect(new Set(spaces).size).toBe(spaces.length)
      }),
    )
  })
})
