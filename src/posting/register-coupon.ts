import { owns } from '../domain/caller.ts'
import { couponStatusAt, refusalToRegister } from '../domain/coupon.ts'
import { attemptsLeft, lockedUntil } from '../domain/coupon-entry.ts'
import type { ContractId, CouponOrderId, LotId } from '../domain/ids.ts'
import { points } from '../domain/points.ts'
import { type Account, refusalOfWallet } from '../domain/recipient.ts'
import { isRefusal, type Refusal, refuse } from '../domain/refusal.ts'
import { accrued, replayAccrued } from './accrual-answer.ts'
import type { RegisterCoupon } from './asks.ts'
import { accrualDeed, newAccrual } from './granting.ts'
import type { Books, FailedCode, Handler, HeldCoupon, HeldCouponOrder } from './handler.ts'
import { pay } from './pay.ts'

/** R16: a user registers a coupon: what was set aside for it opens a lot in the wallet. */
export const registerCoupon: Handler<'registerCoupon'> = {
  touches: ({ account, codeHash }) => ({ recipient: { account }, couponCode: codeHash }),

  keySpaces: ({ codeHash }, books) => [orderOf(books.coupon(codeHash), books)?.row.test ?? false],

  decide(command, books, moment) {
    const { at } = moment
    const account = ownAccount(command, books)
    if (isRefusal(account)) return account
    const wallet = books.wallet(account.wallet)
    const found = openCoupon(command, account, books, at)
    if (isRefusal(found)) return found
    const frozen = refusalOfWallet(wallet.status, 'account')
    if (frozen) return frozen
    const { coupon, order } = found
    const contract = books.contract(order.row.contractId as ContractId)
    if (!contract) throw new Error(`The contract of order ${order.row.id} was not loaded`)

    const asked = {
      contract: contract.id,
      purpose: 'OTHER' as const,
      amount: points(order.row.value),
      eventTitle: order.row.eventTitle,
      idempotencyKey: null,
    }
    const made = { id: books.newId<LotId>(), createdAt: at, test: order.row.test }
    const payment = { wallet, contract, source: 'coupon' as const }
    const paid = pay(newAccrual(asked, made), payment, moment)
    return {
      ...paid,
      answer: (rowOf) => accrued(paid.accrual, wallet.id, rowOf),
      kept: { accrual: made.id, wallet: wallet.id },
      couponOrder: { ...order.row, registered: order.row.registered + 1 },
      coupon: {
        codeHash: command.codeHash,
        row: { ...coupon.row, accrualId: made.id, registeredAt: at },
        wallet: wallet.id,
      },
      deed: accrualDeed(paid.accrual, 'registerCoupon'),
    }
  },

  replay: replayAccrued,
}

function ownAccount({ caller, account }: RegisterCoupon, books: Books): Account | Refusal {
  const own = owns(caller, 'USER', account)
    ? books.accountsOf({ account }).find(({ externalId }) => externalId === account)
    : undefined
  return own ?? refuse('NOT_FOUND', 'account')
}

const orderOf = (coupon: HeldCoupon | undefined, books: Books): HeldCouponOrder | undefined =>
  coupon && books.couponOrder(coupon.row.orderId as CouponOrderId)

/** A coupon that can be registered now. R17: what fails here counts, but for one's own coupons. */
function openCoupon(
  { codeHash }: RegisterCoupon,
  { wallet }: Account,
  books: Books,
  at: Date,
): { readonly coupon: HeldCoupon; readonly order: HeldCouponOrder } | Refusal {
  const failures = books.couponFailures(wallet)
  const locked = lockedUntil(failures)
  if (locked && locked > at)
    return { ...refuse('COUPON_ATTEMPTS_EXCEEDED', 'code'), lockedUntil: locked }
  const failed = (refusal: Refusal): FailedCode => ({
    ...refusal,
    failedBy: wallet,
    attemptsLeft: attemptsLeft(failures, at) - 1,
  })
  const coupon = books.coupon(codeHash)
  const order = orderOf(coupon, books)
  if (!coupon || !order) return failed(refuse('COUPON_NOT_FOUND', 'code'))
  const refusal = refusalToRegister(couponStatusAt(coupon.row, order.row, at))
  if (!refusal) return { coupon, order }
  return coupon.wallet === wallet ? refusal : failed(refusal)
}
