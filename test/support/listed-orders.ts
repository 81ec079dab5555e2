import { randomBytes } from 'node:crypto'
import type { ContractId } from '../../src/domain/ids.ts'
import { newId } from '../../src/schema/new-id.ts'
import type { Database } from '../../src/server/database.ts'
import { newContract } from './world.ts'

const at = new Date('2026-11-02T00:00:00Z')

/**
 * Tests of a partner that an agency was given, so many by each of two contracts in turn, and the
 * first of them with as many coupons; made without going through the API.
 */
export async function listOrders(
  db: Database,
  told: { readonly partner: string; readonly agency: string; readonly each: number },
): Promise<void> {
  const { partner, agency: code, each } = told
  const { id: agencyId } = await db.agency.findUniqueOrThrow({ where: { code } })
  const contracts = [
    await newContract(db, { partner, channel: 'COUPON' }),
    await newContract(db, { partner, channel: 'COUPON' }),
  ]
  const issued = { status: 'ISSUED', approvedAt: at, issuedAt: at, made: each } as const
  const orders = Array.from({ length: each }, () => contracts)
    .flat()
    .map((contract, place) => ({ ...requested(contract), agencyId, ...(place === 0 && issued) }))
  await db.couponOrder.createMany({ data: orders })
  await db.coupon.createMany({
    data: Array.from({ length: each }, () => ({
      id: newId(at),
      orderId: orders[0]?.id ?? '',
      codeHash: randomBytes(32),
      suffix: '0000',
    })),
  })
}

const requested = (contractId: ContractId) => ({
  id: newId(at),
  contractId,
  status: 'REQUESTED' as const,
  eventTitle: 'An event',
  value: 100n,
  quantity: 10,
  registerBy: new Date('2099-12-31'),
  delivery: 'SMS' as const,
  deliveredBy: 'AGENCY' as const,
  test: true,
  requestedAt: at,
})
