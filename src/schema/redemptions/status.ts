import type { RedemptionStatus } from '../../domain/spending.ts'
import type { Prisma } from '../../generated/prisma/client.ts'

/** R20: holds that are not over. */
const open = (now: Date): Prisma.RedemptionWhereInput => ({
  status: 'AUTHORIZED',
  holdExpiresAt: { gt: now },
})

/** Redemptions of that status now: a hold whose time is up has lapsed, whoever saw it (R20). */
export function ofStatus(status: RedemptionStatus, now: Date): Prisma.RedemptionWhereInput {
  if (status === 'AUTHORIZED') return open(now)
  if (status !== 'LAPSED') return { status }
  return { OR: [{ status }, { status: 'AUTHORIZED', holdExpiresAt: { lte: now } }] }
}

/** R21: the one redemption that counts for its order. */
export const counting = (now: Date): Prisma.RedemptionWhereInput => ({
  OR: [{ status: { in: ['CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED'] } }, open(now)],
})
