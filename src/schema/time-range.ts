import { idOf } from '../domain/sequence.ts'

/** Instants from one, included, to another, excluded. */
export interface TimeRange {
  readonly from?: Date | null | undefined
  readonly to?: Date | null | undefined
}

/**
 * The ids of what was made within it, as a condition: ids sort by the instant
 * at which they were made, so it is a range of the primary key.
 */
export const madeWithin = ({ from, to }: TimeRange): { gte?: string; lt?: string } => ({
  ...(from && { gte: leastIdOf(from) }),
  ...(to && { lt: leastIdOf(to) }),
})

/** No id that was made at that instant or later is less. */
export const leastIdOf = (at: Date): string =>
  idOf({ at: Math.max(at.getTime(), 0), counter: 0 }, '000000000000')
