import type { Caller } from '../../domain/caller.ts'

/** What an example needs to know of the demo world. Ids are global ones. */
export interface DemoWorld {
  readonly liveContract: string
  readonly testContract: string
  readonly redemption: string
  /** Of cafe-seoul: two holds that are not over, and an order of 500 points or more to refund. */
  readonly holdToCapture: string
  readonly holdToVoid: string
  readonly spent: string
  /** Of bakery, and not paid yet. */
  readonly scheduled: string
  /** Orders of coupons, each for one step. */
  readonly orders: CouponOrders
  /** The first of jiwoo's wallet. */
  readonly journal: string
  /** The first that jiwoo got. */
  readonly notice: string
  readonly now: Date
  /** New for each page, so that what is made or posted has not been before. */
  readonly fresh: string
}

/** Ids of orders of coupons of bakery's, by what an example does with them. */
export interface CouponOrders {
  readonly contract: string
  readonly toApprove: string
  readonly toIssue: string
  /** By the agency. */
  readonly toDeliver: string
  readonly toCancel: string
  /** By the partner. */
  readonly toExport: string
  readonly toVoid: string
}

/** A tab of GraphiQL: operations of one caller, to be run from the top down. */
export interface Example {
  readonly caller: Caller
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}
