import type { CouponOrderId } from '../../src/domain/ids.ts'
import { points } from '../../src/domain/points.ts'
import { makeCoupons } from '../../src/jobs/make-coupons.ts'
import { openCouponSecrets } from '../../src/server/coupon-secrets.ts'
import { approving, done, issuing, requesting } from '../support/coupon-orders.ts'
import { deposit, newContract } from '../support/world.ts'
import type { Benchmark } from './benchmark.ts'
import { openCouponCopy } from './coupon-copy.ts'
import type { Ground } from './ground.ts'
import { type Side, takeTurns } from './turns.ts'

/** Making a code, hashing and sealing it may cost as much again as keeping its row. */
const asked = 0.5

/**
 * Orders of so many codes, made by the job, against COPY of the same rows. A figure's latency is
 * that of a page of codes, a reference's that of all.
 */
export const issue: Benchmark = {
  name: 'issue',
  unit: 'codes',
  async run(ground, course, { codes }) {
    const press = await openPress(ground, codes)
    const copies = await openCouponCopy(ground)
    let latest = await press.issue()
    await press.make()
    const reference: Side = {
      name: copies.name,
      async turn() {
        const ms = await copies.copy(latest)
        return { done: codes, seconds: ms / 1_000, latenciesMs: [ms] }
      },
    }
    const figure: Side = {
      name: `an order of ${codes.toLocaleString('en')} codes`,
      async turn() {
        latest = await press.issue()
        const latenciesMs = await press.make()
        const ms = latenciesMs.reduce((sum, each) => sum + each, 0)
        return { done: codes, seconds: ms / 1_000, latenciesMs }
      },
    }
    return takeTurns([{ figure, reference, asked }], course)
  },
}

/** Orders of coupons, one after the other. */
async function openPress({ db, engine }: Ground, quantity: number) {
  const contract = await newContract(db, { partner: 'press', channel: 'COUPON' })
  await done(engine.post<'depositBudget'>(deposit(contract, 1_000_000_000n)))
  const job = makeCoupons({
    db,
    secrets: openCouponSecrets('a secret of the benchmark'),
    offsetMs: () => 0,
  })
  return {
    async issue(): Promise<CouponOrderId> {
      const asks = requesting(contract, { quantity, value: points(1n) })
      const { couponOrder } = await done(engine.post<'requestCouponOrder'>(asks))
      const order = couponOrder.id as CouponOrderId
      await done(engine.post<'approveCouponOrder'>(approving(order)))
      await done(engine.post<'issueCouponOrder'>(issuing(order)))
      return order
    },
    /** Milliseconds of each page. */
    async make(): Promise<readonly number[]> {
      const pagesMs: number[] = []
      let isMore = true
      while (isMore) {
        const began = performance.now()
        isMore = await job.runPage()
        pagesMs.push(performance.now() - began)
      }
      return pagesMs
    },
  }
}
