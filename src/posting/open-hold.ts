import { type Caller, owns } from '../domain/caller.ts'
import { carryOutDue, settle } from '../domain/due.ts'
import type { RedemptionId, WalletId } from '../domain/ids.ts'
import type { Journal } from '../domain/ledger.ts'
import { type Refusal, refuse } from '../domain/refusal.ts'
import { statusAt } from '../domain/spending.ts'
import { type Draft, type Hold, post } from '../domain/wallet.ts'
import type { Books, HeldRedemption } from './handler.ts'
import { redeemed } from './redemption-answer.ts'
import type { RedemptionRow, WalletRow } from './rows.ts'

/** A redemption of the caller's, or an operator's any. */
export function ownRedemption(
  { caller, redemption }: { readonly caller: Caller; readonly redemption: RedemptionId },
  books: Books,
): HeldRedemption | Refusal {
  const found = books.redemption(redemption)
  if (!found || !owns(caller, 'MERCHANT', found.merchantCode))
    return refuse('NOT_FOUND', 'redemption')
  return found
}

/** A hold that is not over, in its wallet with what was due carried out. */
interface OpenHold {
  readonly due: Draft
  readonly hold: Hold
}

/** R20: the hold that a second step ends; `HOLD_EXPIRED` once its time is up. */
export function openHold(row: RedemptionRow, books: Books, at: Date): OpenHold | Refusal {
  const status = statusAt(row, at)
  if (status === 'LAPSED') return refuse('HOLD_EXPIRED', 'redemption')
  if (status !== 'AUTHORIZED') return refuse('INVALID_STATE_CHANGE', 'redemption')
  const due = carryOutDue(books.wallet(row.walletId as WalletId), at)
  const hold = due.wallet.holds.find(({ redemption }) => redemption === row.id)
  if (!hold) throw new Error(`Redemption ${row.id} is authorized, and nothing is held for it`)
  return { due, hold }
}

/** What a second step leaves: the hold has ended by that journal, and the redemption is as given. */
export const holdEnded = (
  { due }: OpenHold,
  journal: Journal,
  redemption: RedemptionRow,
  books: Books,
  at: Date,
) => ({
  answer: (rowOf: (id: WalletId) => WalletRow) => redeemed(redemption, rowOf),
  kept: { redemption: redemption.id, wallet: redemption.walletId, step: books.newId() },
  draft: settle(post(due, journal), at),
  redemption,
})
