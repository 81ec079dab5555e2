import type { AccrualId, RedemptionId } from '../domain/ids.ts'
import type { Command } from './command.ts'
import type { Touches } from './handler.ts'
import { touchesOf } from './handlers.ts'
import { recipientOfScheduled } from './pay-accrual.ts'
import { accrualLinks, redemptionLinks } from './storage/follow.ts'
import type { Tx } from './storage/transaction.ts'
import { unique } from './unique.ts'

/** What each command touches, with what the accruals and redemptions that it names lead to. */
export async function followTouches(
  tx: Tx,
  commands: readonly Command[],
): Promise<Map<Command, Touches>> {
  const named = commands.map((command) => [command, touchesOf(command)] as const)
  const accruals = unique(named.map(([, { accrual }]) => accrual))
  const redemptions = unique(named.map(([, { redemption }]) => redemption))
  const [ofAccruals, ofRedemptions] = await Promise.all([
    touchesOfAccruals(tx, accruals),
    touchesOfRedemptions(tx, redemptions),
  ])
  return new Map(
    named.map(([command, touches]) => {
      const { accrual, redemption } = touches
      const beyond = accrual ? ofAccruals.get(accrual) : redemption && ofRedemptions.get(redemption)
      return [command, { ...touches, ...beyond }]
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
