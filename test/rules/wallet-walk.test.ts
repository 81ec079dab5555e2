import { describe, expect, test } from '@jest/globals'
import type { MerchantId } from '../../src/domain/ids.ts'
import { minus, noPoints, total } from '../../src/domain/points.ts'
import { nth } from '../support/given.ts'
import { heldBy } from '../support/holds.ts'
import { always, entriesOf, sumOf } from '../support/ledger-sums.ts'

describe('however grants, spending, holds, refunds, expiry and closing follow each other', () => {
  test('R3, R4: then no wallet is over the cap, no amount is below zero, and points wait only where there is no room', () => {
    always(({ wallets }) => {
      for (const { available, held, pending, lots } of wallets) {
        expect(available + held <= 2_000_000n).toBe(true)
        if (pending > noPoints) expect(available + held).toBe(2_000_000n)
        const amounts = (lots ?? []).flatMap(({ remaining, held, pending }) => [
          remaining,
          held,
          pending,
        ])
        expect([available, held, pending, ...amounts].every((each) => each >= noPoints)).toBe(true)
      }
    })
  })

  test('R12: then no contract granted more than was deposited, and it reserves what is open', () => {
    always(({ contracts, reservations }) => {
      for (const [n, { budget, reserved }] of contracts.entries()) {
        const open = reservations.filter((each) => each.in === n)
        expect(budget >= noPoints).toBe(true)
        expect(reserved).toBe(total(open.map(({ amount }) => amount)))
      }
    })
  })

  test('R20: then each lot holds what the open holds drew on it', () => {
    always(({ wallets }) => {
      for (const { held, holds, lots } of wallets) {
        expect(held).toBe(total(holds.map(heldBy)))
        const draws = holds.flatMap((hold) => hold.draws ?? [])
        for (const lot of lots ?? []) {
          const own = draws.filter((draw) => draw.lot.id === lot.id)
          expect(lot.held).toBe(total(own.map(({ points }) => points)))
        }
      }
    })
  })

  test('R25: then merchants are owed what they captured and did not refund, of no contract less than nothing', () => {
    always((done) => {
      const entries = entriesOf(done)
      for (const merchant of [1, 2].map((n) => nth<MerchantId>(n))) {
        const kept = done.spent
          .filter((each) => each.merchant === merchant)
          .map(({ capturedPoints, refundedPoints }) => minus(capturedPoints, refundedPoints))
        expect(sumOf(entries, { account: 'MERCHANT_PAYABLE', merchant })).toBe(total(kept))
        for (const { id: contract } of done.contracts)
          expect(
            sumOf(entries, { account: 'MERCHANT_PAYABLE', merchant, contract }) >= noPoints,
          ).toBe(true)
      }
    })
  })

  test('R27: then a wallet is due next when the first of its lots expires or the first of its holds ends', () => {
    always(({ wallets }) => {
      for (const { nextDueAt, holds, lots } of wallets) {
        const alive = (lots ?? []).filter(({ remaining, pending }) => remaining + pending > 0n)
        const times = [
          ...alive.map(({ expiresAt }) => expiresAt.getTime()),
          ...holds.map(({ endsAt }) => endsAt.getTime()),
        ]
        expect(nextDueAt?.getTime()).toBe(times.length > 0 ? Math.min(...times) : undefined)
      }
    })
  })
})
