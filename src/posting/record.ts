import { monthOf } from '../domain/calendar.ts'
import { actorOf } from '../domain/caller.ts'
import { afterJournal } from '../domain/contract.ts'
import { attempts } from '../domain/coupon-entry.ts'
import type { AccountId, AccrualId, CouponOrderId, RedemptionId, WalletId } from '../domain/ids.ts'
import type { Entry, Journal } from '../domain/ledger.ts'
import { settlementPeriod } from '../domain/period.ts'
import type { Draft } from '../domain/wallet.ts'
import { type BatchState, dateAt, heldWallet, newId, newIdWithStamp, orderName } from './books.ts'
import type { Changes } from './changes.ts'
import type { Command } from './command.ts'
import type { Acceptance, Deed } from './handler.ts'
import type { AccrualRow, CouponOrderRow, RedemptionRow, WalletRow } from './rows.ts'

/** Where an accepted command is recorded: the books move on, and the changes say what to write. */
export interface Page {
  readonly state: BatchState
  readonly changes: Changes
  readonly at: Date
}

/** The wallet as its draft leaves it, and the journals that brought it there. */
export function recordDraft(draft: Draft, page: Page): void {
  const { state } = page
  const before = heldWallet(state, draft.wallet.id)
  let { lastJournalId } = before
  for (const { journal, balanceAfter } of draft.posted) {
    const { id, stamp } = newIdWithStamp(state, page.at)
    const postedAt = new Date(stamp.at)
    const walletId = draft.wallet.id
    recordJournal(journal, { id, postedAt, ownerId: walletId, walletId, balanceAfter }, page)
    if (journal.kind === 'LAPSE' && journal.redemption) recordLapse(journal.redemption, page)
    lastJournalId = id
  }
  // Loaded lots carry what was opened among them.
  const opened = draft.wallet.lots ? [] : [...before.opened, ...draft.opened]
  state.wallets.set(draft.wallet.id, { ...before, wallet: draft.wallet, lastJournalId, opened })
}

/** R20: a hold whose time was up, found by whatever touched its wallet. */
function recordLapse(id: RedemptionId, page: Page): void {
  const held = page.state.redemptions.get(id)
  if (held) recordRedemption({ ...held.row, status: 'LAPSED' }, page)
  else page.changes.lapsed.push(id)
}

/** A redemption that is new, or as the command leaves it; its order is taken, or free again (R21). */
export function recordRedemption(row: RedemptionRow, { state, changes }: Page): void {
  const order = orderName(row.merchantId, row.orderId)
  if (row.status === 'VOIDED' || row.status === 'LAPSED') state.taken.delete(order)
  else state.taken.add(order)
  const id = row.id as RedemptionId
  const held = state.redemptions.get(id)
  if (held) state.redemptions.set(id, { ...held, row })
  else changes.redemptions.push(row)
}

/** An accrual that is new, or as the command leaves it. */
export function recordAccrual(row: AccrualRow, { state, changes }: Page): void {
  const id = row.id as AccrualId
  const held = state.accruals.get(id)
  if (held) state.accruals.set(id, { ...held, row })
  else changes.accruals.push(row)
}

/** An order of coupons that is new, or as the command leaves it. */
export function recordCouponOrder(row: CouponOrderRow, { state, changes }: Page): void {
  const id = row.id as CouponOrderId
  const held = state.couponOrders.get(id)
  if (held) state.couponOrders.set(id, { ...held, row })
  else changes.couponOrders.push(row)
}

/** A coupon as the command leaves it. */
export function recordCoupon(
  { codeHash, row, wallet }: NonNullable<Acceptance<unknown>['coupon']>,
  { state }: Page,
): void {
  const held = state.coupons.get(codeHash)
  if (held) state.coupons.set(codeHash, { ...held, row, wallet })
}

/** R17: one more failed code of an account. @returns its id, which tells it from any other. */
export function recordFailedCode(wallet: WalletId, { state, changes, at }: Page): string {
  const id = newId(state, at)
  const before = state.couponFailures.get(wallet) ?? []
  state.couponFailures.set(wallet, [...before, id].slice(-attempts.most))
  changes.failing.add(wallet)
  return id
}

export function recordOnContract(
  { contract, journal, id }: NonNullable<Acceptance<unknown>['onContract']>,
  page: Page,
): void {
  const made = id ?? newId(page.state, page.at)
  const posting = { id: made, postedAt: page.at, ownerId: contract }
  recordJournal(journal, { ...posting, walletId: null, balanceAfter: null }, page)
}

interface Posting {
  readonly id: string
  readonly postedAt: Date
  readonly ownerId: string
  readonly walletId: WalletId | null
  readonly balanceAfter: bigint | null
}

function recordJournal(journal: Journal, posting: Posting, { state, changes }: Page): void {
  const { id, postedAt, ownerId, walletId, balanceAfter } = posting
  const month = monthOf(dateAt(postedAt))
  changes.months.add(month)
  changes.journals.push({
    ownerId,
    id,
    kind: journal.kind,
    postedAt,
    period: settlementPeriod(month, state.closed),
    walletId,
    redemptionId: journal.redemption,
    merchantId: journal.merchant,
    balanceAfter,
  })
  let line = 0
  for (const { account, amount, contract: contractId, lot, merchant } of journal.entries) {
    line += 1
    changes.entries.push({
      ownerId,
      journalId: id,
      line,
      account,
      amount,
      contractId,
      lotId: lot,
      merchantId: merchant,
    })
  }
  moveContracts(journal, state)
}

const isStoredOfContract = ({ account }: Entry): boolean =>
  account === 'CONTRACT_BUDGET' || account === 'CONTRACT_RESERVED'

function moveContracts(journal: Journal, state: BatchState): void {
  const moved = new Set(journal.entries.filter(isStoredOfContract).map(({ contract }) => contract))
  for (const id of moved) {
    const held = state.contracts.get(id)
    if (!held) throw new Error(`Contract ${id} moves, but was not locked`)
    held.contract = afterJournal(held.contract, journal)
  }
}

export function recordClosing(id: AccountId, { state, changes }: Page): void {
  changes.closedAccounts.push(id)
  for (const [person, accounts] of state.accounts)
    if (accounts.some((account) => account.id === id))
      state.accounts.set(
        person,
        accounts.map((account) => (account.id === id ? { ...account, status: 'CLOSED' } : account)),
      )
}

/** What an operator did; what others do, their keys and the ledger tell. */
export function recordDeed({ kind, caller }: Command, deed: Deed, page: Page): void {
  if (caller?.kind !== 'OPERATOR') return
  page.changes.audits.push({
    ...deed,
    id: newId(page.state, page.at),
    at: page.at,
    actor: actorOf(caller),
    action: deed.action ?? kind,
  })
}

/** A wallet's row as the command before left it. */
export function walletRow(state: BatchState, id: WalletId): WalletRow {
  const { wallet, account, lastJournalId } = heldWallet(state, id)
  const { status, available, held, pending, nextDueAt } = wallet
  return { id, accountId: account, status, available, held, pending, nextDueAt, lastJournalId }
}
