import DataLoader from 'dataloader'
import type { Prisma, PrismaClient } from '../../generated/prisma/client.ts'

const select = {
  id: true,
  completedAt: true,
  purpose: true,
  eventTitle: true,
  contract: { select: { partner: { select: { name: true } } } },
} as const satisfies Prisma.AccrualSelect

/** What of an accrual its notice tells. */
export type NoticedAccrual = Prisma.AccrualGetPayload<{ select: typeof select }>

/** Accruals by their ids, which their notices share, in one statement. */
export const openAccrualOf = ({ db }: { readonly db: PrismaClient }) =>
  new DataLoader<string, NoticedAccrual | undefined>(async (ids) => {
    const accruals = await db.accrual.findMany({ where: { id: { in: [...ids] } }, select })
    const byId = new Map(accruals.map((accrual) => [accrual.id, accrual]))
    return ids.map((id) => byId.get(id))
  })
