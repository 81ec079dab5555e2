import type { AccrualId, CouponOrderId, RedemptionId } from '../domain/ids.ts'
import type { Command } from './command.ts'
import type { Touches } from './handler.ts'
import { touchesOf } from './handlers.ts'
import { recipientOfScheduled } from './pay-accrual.ts'
import { accrualLinks, couponLinks, couponOrderLinks, redemptionLinks } from './storage/follow.ts'
import type { Tx } from './storage/transaction.ts'
import { unique } from './unique.ts'

/** What each command touches, with what the accruals, redemptions and coupons that it names lead to. */
export async function followTouches(
  tx: Tx,
  commands: readonly Command[],
): Promise<Map<Command, Touches>> {
  const named = commands.map((command) => [command, touchesOf(command)] as const)
  const accruals = unique(named.map(([, { accrual }]) => accrual))
  const redemptions = unique(named.map(([, { redemption }]) => redemption))
  const orders = unique(named.map(([, { couponOrder }]) => couponOrder))
  const codes = unique(named.map(([, { couponCode }]) => couponCode))
  const [ofAccruals, ofRedemptions, ofOrders, ofCodes] = await Promise.all([
    touchesOfAccruals(tx, accruals),
    touchesOfRedemptions(tx, redemptions),
    touchesOfCouponOrders(tx, orders),
    touchesOfCodes(tx, codes),
  ])
  return new Map(
    named.map(([command, touches]) => {
      const { accrual, redemption, couponOrder, couponCode } = touches
      const beyond =
        (accrual && ofAccruals.get(accrual)) ??
        (redemption && ofRedemptions.get(redemption)) ??
        (couponOrder && ofOrders.get(couponOrder)) ??
        (couponCode && ofCodes.get(couponCode))
      return [command, { ...touches, ...(beyond || undefined) }]
    }),
  )
}

type Linked<Id> = ReadonlyMap<Id, Touches>

async function touchesOfAccruals(tx: Tx, ids: readonly AccrualId[]): Promise<Linked<AccrualId>> {
  const links = ids.length > 0 ? await accrualLinks(tx, ids) : []
  return new Map(
    links.map(({ id, contract, ...recipient }) => {
      const isScheduled = recipient.recipientAccount ?? recipient.recipientPersonId
      return [id, { contract, ...(isScheduled && { recipient: recipientOfScheduled(recipient) }) }]
    }),
  )
}

async function touchesOfRedemptions(
  tx: Tx,
  ids: readonly RedemptionId[],
): Promise<Linked<RedemptionId>> {
  const links = ids.length > 0 ? await redemptionLinks(tx, ids) : []
  return new Map(links.map(({ id, wallet }) => [id, { wallet, lots: true }]))
}

async function touchesOfCouponOrders(
  tx: Tx,
  ids: readonly CouponOrderId[],
): Promise<Linked<CouponOrderId>> {
  const links = ids.length > 0 ? await couponOrderLinks(tx, ids) : []
  return new Map(links.map(({ id, contract }) => [id, { contract }]))
}

async function touchesOfCodes(tx: Tx, codes: readonly string[]): Promise<Linked<string>> {
  const links = codes.length > 0 ? await couponLinks(tx, codes) : []
  return new Map(links.map(({ codeHash, ...touched }) => [codeHash, touched]))
}
