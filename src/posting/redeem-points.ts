import { Decimal } from 'decimal.js'
import { z } from 'zod'
import { owns } from '../domain/caller.ts'
import { matchesForeign } from '../domain/foreign.ts'
import type { RedemptionId, WalletId } from '../domain/ids.ts'
import { noPoints } from '../domain/points.ts'
import { refusalOfWallet } from '../domain/recipient.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { drawSoonestExpiring, isWithinOrder, redemptionJournal } from '../domain/spending.ts'
import { carryOutDue, fill, lotsOf, post } from '../domain/wallet.ts'
import type { RedeemPoints } from './command.ts'
import type { Books, Handler, Merchant } from './handler.ts'
import type { RedemptionRow } from './rows.ts'

const keptForm = z.object({ redemption: z.string(), wallet: z.string() })

/** A user spends points at a merchant: they leave the lots that expire first for what it is owed. */
export const redeemPoints: Handler<'redeemPoints'> = {
  touches: ({ account, merchant, orderId }) => ({
    recipient: { account },
    merchant,
    orderId,
    lots: true,
  }),

  decide(command, books, { at }) {
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
    if (isRefusal(draws)) return draws
    const id = books.newId<RedemptionId>()
    const spent = redemptionJournal(draws, { redemption: id, merchant: merchant.id })
    const redemption: RedemptionRow = {
      ...requested(command),
      id,
      walletId: wallet.id,
      merchantId: merchant.id,
      status: 'CAPTURED',
      capturedPoints: command.points,
      refundedPoints: noPoints,
      holdExpiresAt: null,
      createdAt: at,
    }
    return {
      answer: (rowOf) => ({
        redemption: id,
        wallet: wallet.id,
        rows: { redemption, wallet: rowOf(wallet.id) },
        replayed: false,
      }),
      kept: { redemption: id, wallet: wallet.id },
      draft: fill(post(due, spent)),
      redemption,
      deed: {
        targetType: 'Redemption',
        targetId: id,
        details: { merchant: merchant.code, points: String(command.points) },
      },
    }
  },

  replay(kept) {
    const { redemption, wallet } = keptForm.parse(kept)
    return {
      redemption: redemption as RedemptionId,
      wallet: wallet as WalletId,
      rows: null,
      replayed: true,
    }
  },
}

/** R21, R22, R24: what a merchant and an order's amounts forbid, in the order in which it is told. */
function refusalOfOrder(
  command: RedeemPoints,
  merchant: Merchant,
  books: Books,
): Refusal | undefined {
  if (!merchant.acceptsPoints) return refuse('MERCHANT_NOT_ELIGIBLE', 'merchant')
  if (!isWithinOrder(command)) return refuse('REDEMPTION_EXCEEDS_ORDER', 'points')
  if (!matchesForeign(command.foreign, merchant.currency, command.orderAmount))
    return refuse('FOREIGN_AMOUNT_MISMATCH', 'foreign')
  if (books.isOrderTaken(merchant.id, command.orderId))
    return refuse('ORDER_ALREADY_REDEEMED', 'orderId')
  return undefined
}

const requested = ({ orderId, orderAmount, discountAmount, points, foreign }: RedeemPoints) => ({
  orderId,
  orderAmount,
  discountAmount,
  points,
  foreignAmount: foreign && new Decimal(foreign.amount),
  foreignCurrency: foreign?.currency ?? null,
  foreignRate: foreign && new Decimal(foreign.rate),
})
