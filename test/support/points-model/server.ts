import type { CouponOrderId } from '../../../src/domain/ids.ts'
import { carryOutDue } from '../../../src/jobs/carry-out-due.ts'
import type { CouponSecrets } from '../../../src/jobs/coupon-secrets.ts'
import type { Job } from '../../../src/jobs/due-work.ts'
import { expireCouponOrders } from '../../../src/jobs/expire-coupon-orders.ts'
import { makeCoupons } from '../../../src/jobs/make-coupons.ts'
import { payAccruals } from '../../../src/jobs/pay-accruals.ts'
import { createEngine } from '../../../src/posting/engine.ts'
import { openCouponSecrets } from '../../../src/server/coupon-secrets.ts'
import { openSecrets } from '../../../src/server/secrets.ts'
import { localId, type Market, openMarket } from '../market.ts'

/** A real gateway, whose clock stands still until it is set. */
export interface Server {
  readonly market: Market
  readonly now: () => number
  /** Only forward. */
  readonly setClock: (at: number) => void
  /** Carries out all that has come due, as its process would by itself. */
  readonly doDueWork: () => Promise<void>
  /** Of that, only what makes codes. */
  readonly makeCodes: () => Promise<void>
  /** Unseals the codes of an order. */
  readonly codesOf: (order: string) => Promise<readonly string[]>
  /** A right code that is no coupon's. */
  readonly newCode: () => string
  readonly stop: () => Promise<void>
}

export async function openServer(startsAt: number): Promise<Server> {
  let at = startsAt
  const clock = { now: () => new Date(at), offsetMs: () => at - Date.now() }
  const market = await openMarket({ clock })
  const posting = createEngine({ db: market.db, offsetMs: clock.offsetMs })
  const secrets = openCouponSecrets(openSecrets(market.config).code)
  const parts = { db: market.db, posting, secrets, offsetMs: clock.offsetMs }
  const making = makeCoupons(parts)
  const jobs = [payAccruals(parts), carryOutDue(parts), expireCouponOrders(parts), making]
  return {
    market,
    now: () => at,
    setClock(to) {
      at = Math.max(at, to)
    },
    async doDueWork() {
      for (const job of jobs) await workOff(job)
    },
    makeCodes: () => workOff(making),
    codesOf: (order) => unsealedCodes(market, secrets, localId(order)),
    newCode: secrets.newCode,
    async stop() {
      await posting.drain()
      await market.stop()
    },
  }
}

async function workOff(job: Job): Promise<void> {
  while (await job.runPage()) {}
}

async function unsealedCodes(
  { sql }: Market,
  { unseal }: CouponSecrets,
  order: string,
): Promise<readonly string[]> {
  const sheets = await sql(
    `select seal_key, number, sealed
     from coupon_sheet
     join coupon_export using (order_id)
     where order_id = $1
     order by number`,
    [order],
  )
  return sheets.flatMap(({ seal_key: key, number, sealed }) =>
    unseal(
      key as Buffer,
      { order: order as CouponOrderId, number: Number(number) },
      sealed as Buffer,
    ),
  )
}
