import { expect, test } from '@jest/globals'
import type { WalletId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { authorizeRedemption } from '../../src/posting/authorize-redemption.ts'
import { books, moment, redeeming, world } from '../support/books.ts'
import { nth } from '../support/given.ts'
import { draw, lotNo } from '../support/holds.ts'
import { accepted, kindsOf } from '../support/redeemed.ts'

test.each([
  [1, '2024-02-02T00:00:00Z'],
  [7, '2024-02-08T00:00:00Z'],
])(
  'R20: given 10,000 points, when 1,000 are held for %i days, then the wallet holds them until %s, and is due then',
  (holdDays, end) => {
    const endsAt = new Date(end)
    const asked = { ...redeeming(), kind: 'authorizeRedemption', holdDays } as const
    const { redemption, draft, kept } = accepted(
      authorizeRedemption.decide(asked, books(world()), moment()),
    )
    expect(redemption).toMatchObject({
      status: 'AUTHORIZED',
      points: 1_000n,
      capturedPoints: 0n,
      holdExpiresAt: endsAt,
    })
    expect(kept).toEqual({ redemption: redemption?.id, wallet: nth<WalletId>(1) })
    expect(kindsOf(draft)).toEqual(['HOLD'])
    expect(draft?.wallet).toMatchObject({
      available: 9_000n,
      held: points(1_000n),
      nextDueAt: endsAt,
      holds: [{ redemption: redemption?.id, endsAt, draws: [draw(lotNo(1), 1_000n)] }],
    })
  },
)
