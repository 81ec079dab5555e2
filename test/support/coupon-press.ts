import type { KstDate } from '../../src/domain/calendar.ts'
import type { CouponOrderId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import type { CouponSecrets } from '../../src/jobs/coupon-secrets.ts'
import type { Job } from '../../src/jobs/due-work.ts'
import { createEngine, type Engine } from '../../src/posting/engine.ts'
import { openCouponSecrets } from '../../src/server/coupon-secrets.ts'
import { approvedOrder, done, issuing } from './coupon-orders.ts'
import { type Ground, openGround } from './ground.ts'
import { newContract } from './world.ts'

/** A database, an engine, and a contract under which coupons are issued whose codes are still to be made. */
export interface CouponPress {
  readonly ground: Ground
  readonly posting: Engine
  readonly secret: string
  readonly secrets: CouponSecrets
  /** An order that is issued, of so many coupons of one point. */
  readonly issued: (quantity: number, registerBy?: string) => Promise<CouponOrderId>
  /** How many codes of these orders are made. */
  readonly madeOf: (...orders: readonly CouponOrderId[]) => Promise<number>
  readonly close: () => Promise<void>
}

export async function openCouponPress(): Promise<CouponPress> {
  const ground = await openGround()
  const posting = createEngine({ db: ground.db })
  const secret = 'a secret of codes, long enough for all'
  const told = { partner: 'press', channel: 'COUPON', credit: 100_000_000_000n } as const
  const contract = await newContract(ground.db, told)
  return {
    ...{ ground, posting, secret, secrets: openCouponSecrets(secret) },
    async issued(quantity, registerBy = '2099-12-31') {
      const asked = { quantity, value: points(1n), registerBy: registerBy as KstDate }
      const id = await approvedOrder({ posting, sql: ground.sql }, contract, asked)
      await done(posting.post<'issueCouponOrder'>(issuing(id)))
      return id
    },
    async madeOf(...orders) {
      const [row] = await ground.sql(
        'select sum(made)::int as made from coupon_order where id = any($1)',
        [orders],
      )
      return Number(row?.made)
    },
    async close() {
      await posting.drain()
      await ground.close()
    },
  }
}

/** Works a job off. */
export async function finish({ runPage }: Job): Promise<void> {
  while (await runPage());
}
