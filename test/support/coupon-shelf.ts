import { endOf, type KstDate, kstDateOf } from '../../src/domain/calendar.ts'
import type { Caller } from '../../src/domain/caller.ts'
import { expireCouponOrders } from '../../src/jobs/expire-coupon-orders.ts'
import { createEngine } from '../../src/posting/engine.ts'
import { type CouponDesk, type OrderAtDesk, openCouponDesk, type Stage } from './coupon-desk.ts'
import type { Told } from './gateway.ts'
import { type Input, operator } from './market.ts'

/** A desk at which orders of coupons are looked at, before and after their deadline. */
export interface CouponShelf extends CouponDesk {
  /** Data of a document; throws where there is an error. */
  readonly read: (document: string, variables?: Input, by?: Caller) => Promise<Told['body']>
  /** Tomorrow, until whose end what is ordered here can be registered. */
  readonly lastDay: () => KstDate
  /** An order of three coupons, brought there; a code of it, where they are made. */
  readonly orderOfThree: (
    stage: Stage,
    told?: Input & { readonly contract?: string },
  ) => Promise<OrderAtDesk & { readonly code: string }>
  /** Turns the clock to the end of that last day. Nothing is posted by it. */
  readonly passDeadline: () => void
  /** Has orders past their deadline expire, as the job does. */
  readonly expireDue: () => Promise<void>
  /** How far the clock is ahead. */
  readonly offsetMs: () => number
}

const dayMs = 86_400_000

export async function openCouponShelf(): Promise<CouponShelf> {
  const desk = await openCouponDesk()
  const offsetMs = () => desk.now().getTime() - Date.now()
  const posting = createEngine({ db: desk.db, offsetMs })
  const lastDay = () => kstDateOf(new Date(desk.now().getTime() + dayMs))
  return {
    ...desk,
    async read(document, variables = {}, by = operator) {
      const { body } = await desk.ask(by, document, variables)
      if (body.errors) throw new Error(JSON.stringify(body.errors))
      return body.data
    },
    lastDay,
    async orderOfThree(stage, told = {}) {
      const order = await desk.order({ quantity: 3, registerBy: lastDay(), ...told })
      await desk.bring(order, stage)
      const isMade = stage === 'MADE' || stage === 'DELIVERED'
      const [code = ''] = isMade ? await desk.codesOf(order) : []
      return { ...order, code }
    },
    passDeadline: () => desk.turnTo(endOf(lastDay())),
    async expireDue() {
      const job = expireCouponOrders({ db: desk.db, posting, offsetMs })
      while (await job.runPage());
    },
    offsetMs,
    async stop() {
      await posting.drain()
      await desk.stop()
    },
  }
}

/** The objects of a connection. */
export const nodesOf = ({
  edges,
}: {
  readonly edges: readonly { readonly node: ReturnType<typeof JSON.parse> }[]
}) => edges.map(({ node }) => node)
