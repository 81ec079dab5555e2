import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ContractId, LotId } from '../../src/domain/ids.ts'
import {
  isConserved,
  type JournalKind,
  type LedgerAccount,
  type Whereabouts,
} from '../../src/domain/ledger.ts'
import { negated, noPoints, plus, total } from '../../src/domain/points.ts'
import { lotsOf } from '../../src/domain/wallet.ts'
import { someSteps } from '../support/ledger-steps.ts'
import { always, entriesOf, sumOf } from '../support/ledger-sums.ts'
import { walk } from '../support/ledger-walk.ts'

/** What each journal may take (-) from and give (+) to. */
const signs: Readonly<Record<JournalKind, readonly `${'-' | '+'}${LedgerAccount}`[]>> = {
  DEPOSIT: ['-FUNDING', '+CONTRACT_BUDGET'],
  ACCRUAL: ['-CONTRACT_BUDGET', '-CONTRACT_RESERVED', '+WALLET_AVAILABLE', '+WALLET_PENDING'],
  COUPON_REGISTRATION: ['-CONTRACT_RESERVED', '+WALLET_AVAILABLE', '+WALLET_PENDING'],
  COUPON_EXPIRY: ['-CONTRACT_RESERVED', '+BREAKAGE'],
  PENDING_FILL: ['-WALLET_PENDING', '+WALLET_AVAILABLE'],
  REDEMPTION: ['-WALLET_AVAILABLE', '+MERCHANT_PAYABLE'],
  EXPIRY: ['-WALLET_AVAILABLE', '-WALLET_PENDING', '+BREAKAGE'],
  RESERVATION: ['-CONTRACT_BUDGET', '+CONTRACT_RESERVED'],
  RELEASE: ['-CONTRACT_RESERVED', '+CONTRACT_BUDGET'],
  HOLD: ['-WALLET_AVAILABLE', '+WALLET_HELD'],
  CAPTURE: ['-WALLET_HELD', '+MERCHANT_PAYABLE', '+WALLET_AVAILABLE'],
  VOID: ['-WALLET_HELD', '+WALLET_AVAILABLE'],
  LAPSE: ['-WALLET_HELD', '+WALLET_AVAILABLE'],
  REFUND: ['-MERCHANT_PAYABLE', '+WALLET_AVAILABLE', '+WALLET_PENDING'],
  FORFEIT: ['-WALLET_AVAILABLE', '-WALLET_PENDING', '+BREAKAGE'],
}

/** Those that say something of a redemption. */
const spending: readonly JournalKind[] = [
  'REDEMPTION',
  'HOLD',
  'CAPTURE',
  'VOID',
  'LAPSE',
  'REFUND',
]

describe('R34: however grants, spending, holds, refunds, expiry and closing follow each other', () => {
  test('then every kind of journal comes about', () => {
    const kinds = fc
      .sample(someSteps, { numRuns: 200, seed: 1 })
      .flatMap((steps) => walk(steps).posted.map(({ journal }) => journal.kind))
    expect(new Set(kinds)).toEqual(new Set(Object.keys(signs)))
  })

  test('then every journal sums to zero for each contract, by entries that say something', () => {
    always(({ posted, contracts }) => {
      for (const { journal } of posted) {
        for (const { id } of contracts) expect(sumOf(journal.entries, { contract: id })).toBe(0n)
        expect(journal.entries.length).toBeGreaterThan(1)
        expect(journal.entries.every(({ amount }) => amount !== noPoints)).toBe(true)
      }
    })
  })

  test('then every journal takes from and gives to what its kind may', () => {
    always(({ posted }) => {
      for (const { journal } of posted)
        for (const { account, amount } of journal.entries)
          expect(signs[journal.kind]).toContain(`${amount < noPoints ? '-' : '+'}${account}`)
    })
  })

  test('R8: then no journal touches two wallets, or a lot of another', () => {
    always(({ posted, walletOfLot }) => {
      for (const { wallet, journal } of posted) {
        const lots = journal.entries.flatMap(({ lot }) => (lot ? [lot] : []))
        expect(new Set(lots.map((id) => walletOfLot.get(id)))).toEqual(
          new Set(wallet ? [wallet] : []),
        )
      }
    })
  })

  test('then an entry names a lot exactly on a wallet, and a merchant exactly where one is owed', () => {
    always((done) => {
      for (const { account, lot, merchant } of entriesOf(done)) {
        expect(lot !== null).toBe(account.startsWith('WALLET_'))
        expect(merchant !== null).toBe(account === 'MERCHANT_PAYABLE')
      }
    })
  })

  test('then a journal names the redemption and the merchant exactly where points were spent', () => {
    always(({ posted }) => {
      for (const { journal } of posted) {
        const isSpent = spending.includes(journal.kind)
        expect(journal.redemption !== null).toBe(isSpent)
        expect(journal.merchant !== null).toBe(isSpent)
      }
    })
  })

  test('then balances of wallets, lots and contracts are the sums of their entries', () => {
    always((done) => {
      const entries = entriesOf(done)
      for (const { id, available, held, pending, lots } of done.wallets) {
        const own = done.posted
          .filter(({ wallet }) => wallet === id)
          .flatMap((each) => each.journal.entries)
        expect({ available, held, pending }).toEqual({
          available: sumOf(own, { account: 'WALLET_AVAILABLE' }),
          held: sumOf(own, { account: 'WALLET_HELD' }),
          pending: sumOf(own, { account: 'WALLET_PENDING' }),
        })
        for (const { id: lot, remaining, held, pending } of lots ?? []) {
          expect(remaining).toBe(sumOf(entries, { account: 'WALLET_AVAILABLE', lot }))
          expect(held).toBe(sumOf(entries, { account: 'WALLET_HELD', lot }))
          expect(pending).toBe(sumOf(entries, { account: 'WALLET_PENDING', lot }))
        }
      }
      for (const { id: contract, budget, reserved, deposited } of done.contracts) {
        expect(budget).toBe(sumOf(entries, { account: 'CONTRACT_BUDGET', contract }))
        expect(reserved).toBe(sumOf(entries, { account: 'CONTRACT_RESERVED', contract }))
        expect(deposited).toBe(negated(sumOf(entries, { account: 'FUNDING', contract })))
      }
    })
  })

  test('then a lot was granted what it holds, what was spent of it, and what it lost', () => {
    always((done) => {
      const lossOf = (kinds: readonly JournalKind[], lot: LotId) =>
        negated(
          sumOf(
            done.posted.flatMap(({ journal }) =>
              kinds.includes(journal.kind) ? journal.entries : [],
            ),
            { lot },
          ),
        )
      for (const { id, amount, remaining, held, pending, expired } of done.wallets.flatMap(
        lotsOf,
      )) {
        expect(expired).toBe(lossOf(['EXPIRY', 'FORFEIT'], id))
        expect(negated(lossOf(['ACCRUAL', 'COUPON_REGISTRATION'], id))).toBe(amount)
        const spent = lossOf(spending, id)
        expect(amount).toBe(total([remaining, held, pending, expired, spent]))
      }
    })
  })

  test('then each journal of a wallet tells the balance that the journals so far add up to', () => {
    always(({ posted, wallets }) => {
      for (const { id } of wallets) {
        let balance = noPoints
        for (const { journal, balanceAfter } of posted.filter(({ wallet }) => wallet === id)) {
          balance = plus(balance, sumOf(journal.entries, { account: 'WALLET_AVAILABLE' }))
          balance = plus(balance, sumOf(journal.entries, { account: 'WALLET_HELD' }))
          expect(balanceAfter).toBe(balance)
        }
      }
    })
  })

  test('then no point is lost or made, of any contract or of all', () => {
    always((done) => {
      const entries = entriesOf(done)
      const whereabouts = (told: { readonly contract?: ContractId }): Whereabouts => {
        const contracts = done.contracts.filter(({ id }) => (told.contract ?? id) === id)
        const lots = done.wallets
          .flatMap(lotsOf)
          .filter(({ contract }) => (told.contract ?? contract) === contract)
        return {
          deposited: total(contracts.map(({ deposited }) => deposited)),
          budget: total(contracts.map(({ budget }) => budget)),
          reserved: total(contracts.map(({ reserved }) => reserved)),
          available: total(lots.map(({ remaining }) => remaining)),
          held: total(lots.map(({ held }) => held)),
          pending: total(lots.map(({ pending }) => pending)),
          payable: sumOf(entries, { ...told, account: 'MERCHANT_PAYABLE' }),
          paidOut: noPoints,
          breakage: sumOf(entries, { ...told, account: 'BREAKAGE' }),
        }
      }
      expect(isConserved(whereabouts({}))).toBe(true)
      for (const { id } of done.contracts)
        expect(isConserved(whereabouts({ contract: id }))).toBe(true)
    })
  })
})
