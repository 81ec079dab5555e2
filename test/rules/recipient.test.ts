import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { refusalOfWallet, soleAccount } from '../../src/domain/recipient.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { account } from '../support/given.ts'

const active = (n: number) => account(n)
const closed = (n: number) => account(n, { status: 'CLOSED' })
const named = { account: 'user-1' }
const byPerson = { personHash: 'hash of a person' }

const answerOf = (answer: ReturnType<typeof soleAccount>): string =>
  isRefusal(answer) ? `${answer.code} at ${answer.path?.join('.')}` : answer.externalId

describe('R9: by API points go to the one active account of a person, however the recipient is named', () => {
  test.each([
    ['an account, the only one', named, [active(1)], 'user-1'],
    ['a person with one', byPerson, [active(1)], 'user-1'],
    [
      'a person with one besides closed ones',
      byPerson,
      [closed(1), active(2), closed(3)],
      'user-2',
    ],
    ['an account whose sibling is closed', named, [closed(2), active(1)], 'user-1'],
    ['a closed account', named, [closed(1)], 'user-1'],
    ['a closed account with an active sibling', named, [active(2), closed(1)], 'user-1'],
    ['an account that nobody has', named, [], 'RECIPIENT_NOT_FOUND at input.recipient.account'],
    ['a person whom nobody knows', byPerson, [], 'RECIPIENT_NOT_FOUND at input.recipient.person'],
    [
      'a person whose accounts are closed',
      byPerson,
      [closed(1), closed(2)],
      'RECIPIENT_NOT_FOUND at input.recipient.person',
    ],
    [
      'an account with an active sibling',
      named,
      [active(1), active(2)],
      'RECIPIENT_HAS_MULTIPLE_ACCOUNTS at input.recipient',
    ],
    [
      'a person with two active accounts',
      byPerson,
      [active(1), active(2), closed(3)],
      'RECIPIENT_HAS_MULTIPLE_ACCOUNTS at input.recipient',
    ],
    [
      'a closed account of a person with two active ones',
      named,
      [closed(1), active(2), active(3)],
      'RECIPIENT_HAS_MULTIPLE_ACCOUNTS at input.recipient',
    ],
  ])(
    'given %s, when the account is looked for, then it is found, or why not',
    (_, recipient, siblings, found) => {
      expect(answerOf(soleAccount(recipient, siblings))).toBe(found)
    },
  )

  test('given any accounts of a person, then the person and their only active account lead to the same place, and two lead nowhere', () => {
    const own = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(own, (states) => {
        const siblings = states.map((isActive, n) => (isActive ? active(n + 1) : closed(n + 1)))
        const live = siblings.filter(({ status }) => status === 'ACTIVE')
        const asPerson = answerOf(soleAccount(byPerson, siblings))
        const asAccounts = live.map(({ externalId }) =>
          answerOf(soleAccount({ account: externalId }, siblings)),
        )
        if (live.length === 0)
          expect(asPerson).toBe('RECIPIENT_NOT_FOUND at input.recipient.person')
        else if (live.length === 1)
          expect([asPerson, ...asAccounts]).toEqual([live[0]?.externalId, asPerson])
        else
          expect(new Set([asPerson, ...asAccounts])).toEqual(
            new Set(['RECIPIENT_HAS_MULTIPLE_ACCOUNTS at input.recipient']),
          )
      }),
    )
  })
})

describe('R26: a frozen wallet neither earns nor spends, and a closed one nothing at all', () => {
  test.each([
    ['ACTIVE', undefined],
    ['FROZEN', { code: 'WALLET_NOT_ACTIVE', path: ['input', 'account'] }],
    ['CLOSED', { code: 'WALLET_NOT_ACTIVE', path: ['input', 'account'] }],
  ] as const)(
    'given a wallet that is %s, when points are to move, then the refusal is %j',
    (status, refusal) => {
      expect(refusalOfWallet(status, 'account')).toEqual(refusal)
    },
  )
})
