import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { noPoints, points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import type { Wallet, WalletStatus } from '../../src/domain/wallet.ts'
import type { CloseAccount } from '../../src/posting/asks.ts'
import { closeAccount } from '../../src/posting/close-account.ts'
import { aroundExpiry, someWallet } from '../support/arbitrary.ts'
import { books, moment, noRow, type World, world } from '../support/books.ts'
import { account, lot, nth, wallet } from '../support/given.ts'

const operator = { kind: 'OPERATOR', code: 'kim' } as const
const expiresAt = new Date('2024-01-31T15:00:00Z')

const closing: CloseAccount = { kind: 'closeAccount', caller: operator, account: 'user-1' }
const decide = (found: World, at = '2024-02-01T00:00:00Z') =>
  closeAccount.decide(closing, books(found, moment(at)), moment(at))
const closed = (before: Wallet, at?: string) => {
  const decision = decide(world({ wallets: [before] }), at)
  if (isRefusal(decision)) throw new Error(decision.code)
  return decision
}

describe('R26: an account closes only with nothing held, and forfeits the rest', () => {
  test.each<[WalletStatus]>([['ACTIVE'], ['FROZEN']])(
    'given a wallet that is %s, when its account closes, then its points are forfeited, and it is closed',
    (status) => {
      const lots = [lot({ id: nth(1), remaining: points(7n), pending: points(3n) })]
      const { draft, closes, deed, answer } = closed(wallet(lots, { status }))
      expect(draft?.posted.map(({ journal }) => journal.kind)).toEqual(['FORFEIT'])
      expect(draft?.wallet).toMatchObject({
        status: 'CLOSED',
        available: 0n,
        held: 0n,
        pending: 0n,
        nextDueAt: null,
      })
      expect(closes).toBe(account(1).id)
      expect(deed).toEqual({
        targetType: 'Account',
        targetId: account(1).id,
        details: { status: 'CLOSED' },
      })
      expect(answer(noRow)).toEqual({ account: 'user-1' })
    },
  )

  test('given points whose time is up, when the account closes, then they expire first, and the rest is forfeited', () => {
    const { draft } = closed(
      wallet([
        lot({ id: nth(1), remaining: points(7n), expiresAt }),
        lot({ id: nth(2), remaining: points(3n) }),
      ]),
    )
    expect(draft?.posted.map(({ journal }) => journal.kind)).toEqual(['EXPIRY', 'FORFEIT'])
  })

  test('given an empty wallet, when the account closes, then it does, and nothing is posted', () => {
    const { draft, closes } = closed(wallet([]))
    expect([draft?.posted, draft?.wallet.status, closes]).toEqual([[], 'CLOSED', account(1).id])
  })

  test('given a point held, when the account is to close, then that is refused', () => {
    const held = wallet([lot({ id: nth(1), held: points(1n) })])
    expect(decide(world({ wallets: [held] }))).toEqual({
      code: 'INVALID_STATE_CHANGE',
      path: ['input', 'account'],
    })
  })

  test('given a closed account, when it is closed again, then it is returned, and nothing changes', () => {
    const { draft, closes, deed, answer } = decideClosed()
    expect([draft, closes, deed]).toEqual([undefined, undefined, undefined])
    expect(answer(noRow)).toEqual({ account: 'user-1' })
  })

  test('given no such account, when it is to close, then that is refused', () => {
    expect(decide(world({ accounts: [account(2)] }))).toEqual({
      code: 'NOT_FOUND',
      path: ['input', 'account'],
    })
  })

  test('given a sibling of the same person, when one account closes, then it alone does', () => {
    const accounts = [account(2), account(1)]
    const wallets = [wallet([], { id: account(2).wallet }), ...world().wallets]
    const decision = decide(world({ accounts, wallets }))
    expect(decision).toMatchObject({
      closes: account(1).id,
      draft: { wallet: { id: account(1).wallet } },
    })
  })

  test('given an account that closes, when that is to be decided, then its lots are read', () => {
    expect(closeAccount.touches(closing)).toEqual({ recipient: { account: 'user-1' }, lots: true })
  })

  test('given any wallet at any time, when its account is to close, then it is left empty, or something is held', () => {
    fc.assert(
      fc.property(someWallet, aroundExpiry, (before, at) => {
        const decision = decide(world({ wallets: [before] }), at.toISOString())
        expect(isRefusal(decision)).toBe(before.held > noPoints)
        if (isRefusal(decision)) return
        const { available, held, pending } = decision.draft?.wallet ?? before
        expect([available, held, pending]).toEqual([0n, 0n, 0n])
      }),
    )
  })

  function decideClosed() {
    const accounts = [account(1, { status: 'CLOSED' })]
    const wallets = [wallet([], { status: 'CLOSED' })]
    const decision = decide(world({ accounts, wallets }))
    if (isRefusal(decision)) throw new Error(decision.code)
    return decision
  }
})
