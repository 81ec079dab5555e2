import { Decimal } from 'decimal.js'
import { owns } from '../domain/caller.ts'
import { carryOutDue } from '../domain/due.ts'
import { matchesForeign } from '../domain/foreign.ts'
import type { RedemptionId, WalletId } from '../domain/ids.ts'
import { noPoints } from '../domain/points.ts'
import { refusalOfWallet } from '../domain/recipient.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { drawSoonestExpiring, isWithinOrder } from '../domain/spending.ts'
import { type Draft, type Draw, lotsOf } from '../domain/wallet.ts'
import type { Spending } from './asks.ts'
import type { Books, Merchant, Touches } from './handler.ts'
import type { RedemptionRow } from './rows.ts'

export const touchesOfSpending = ({ account, merchant, orderId }: Spending): Touches => ({
  recipient: { account },
  merchant,
  orderId,
  lots: true,
})

/** An order that points may pay for: with what was due carried out, and the lots to draw on. */
interface Spendable {
  readonly merchant: Merchant
  readonly wallet: WalletId
  readonly due: Draft
  readonly draws: readonly Draw[]
}

/** What both ways to spend ask first, in one step or in two; in the order in which refusals are told. */
export function spendable(command: Spending, books: Books, at: Date): Spendable | Refusal {
  const merchant = books.merchant(command.merchant)
  if (!merchant || !owns(command.caller, 'MERCHANT', merchant.code))
    return refuse('NOT_FOUND', 'merchant')
  const refusal = refusalOfOrder(command, merchant, books)
  if (refusal) return refusal
  const account = books
    .accountsOf({ account: command.account })
    .find(({ externalId }) => externalId === command.account)
  if (!account) return refuse('NOT_FOUND', 'account')
  const wallet = books.wallet(account.wallet)
  const inactive = refusalOfWallet(wallet.status, 'account')
  if (inactive) return inactive
  const due = carryOutDue(wallet, at)
  const draws = drawSoonestExpiring(lotsOf(due.wallet), command.points)
  return isRefusal(draws) ? draws : { merchant, wallet: wallet.id, due, draws }
}

/** R21, R22, R24: what a merchant and an order's amounts forbid, in the order in which it is told. */
function refusalOfOrder(command: Spending, merchant: Merchant, books: Books): Refusal | undefined {
  if (!merchant.acceptsPoints) return refuse('MERCHANT_NOT_ELIGIBLE', 'merchant')
  if (!isWithinOrder(command)) return refuse('REDEMPTION_EXCEEDS_ORDER', 'points')
  if (!matchesForeign(command.foreign, merchant.currency, command.orderAmount))
    return refuse('FOREIGN_AMOUNT_MISMATCH', 'foreign')
  if (books.isOrderTaken(merchant.id, command.orderId))
    return refuse('ORDER_ALREADY_REDEEMED', 'orderId')
  return undefined
}

/** A new redemption as it was asked for, of which nothing is captured yet. */
export const newRedemption = (
  { orderId, orderAmount, discountAmount, points, foreign }: Spending,
  { merchant, wallet }: Spendable,
  { id, at }: { readonly id: RedemptionId; readonly at: Date },
): RedemptionRow => ({
  id,
  walletId: wallet,
  merchantId: merchant.id,
  orderId,
  status: 'AUTHORIZED',
  orderAmount,
  discountAmount,
  points,
  capturedPoints: noPoints,
  refundedPoints: noPoints,
  foreignAmount: foreign && new Decimal(foreign.amount),
  foreignCurrency: foreign?.currency ?? null,
  foreignRate: foreign && new Decimal(foreign.rate),
  holdExpiresAt: null,
  createdAt: at,
})
