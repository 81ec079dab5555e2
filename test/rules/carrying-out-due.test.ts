import { describe, expect, test } from '@jest/globals'
import type { WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { isRefusal } from '../../src/domain/refusal.ts'
import { carryOutDue } from '../../src/posting/carry-out-due.ts'
import { books, moment, noRow, world } from '../support/books.ts'
import { lot, nth, wallet } from '../support/given.ts'

const expiresAt = new Date('2024-01-31T15:00:00Z')

describe('R27: what is due in a wallet is carried out on its own too', () => {
  const asked = { kind: 'carryOutDue', caller: null, wallet: nth<WalletId>(1) } as const

  test.each([
    ['2024-01-31T14:59:59.999Z', []],
    ['2024-01-31T15:00:00.000Z', ['EXPIRY']],
  ])('given points that expire at 15:00 UTC, when it is %s, then %j is posted', (at, kinds) => {
    const found = world({
      wallets: [wallet([lot({ id: nth(1), remaining: points(7n), expiresAt })])],
    })
    const decision = carryOutDue.decide(asked, books(found), moment(at))
    if (isRefusal(decision)) throw new Error(decision.code)
    expect(decision.draft?.posted.map(({ journal }) => journal.kind)).toEqual(kinds)
    expect(decision.answer(noRow)).toEqual({ wallet: asked.wallet })
    expect(carryOutDue.touches(asked)).toEqual({ wallet: asked.wallet })
  })

  test.each(['FROZEN', 'CLOSED'] as const)(
    'R26: given a wallet that is %s, when its points expire, then that reaches it',
    (status) => {
      const due = wallet([lot({ id: nth(1), remaining: points(7n), expiresAt })], { status })
      const decision = carryOutDue.decide(asked, books(world({ wallets: [due] })), moment())
      expect(decision).toMatchObject({ draft: { wallet: { status, available: 0n } } })
    },
  )
})
