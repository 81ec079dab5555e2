import { randomUUID } from 'node:crypto'
import { idOf, type Stamp, stampAfter } from '../domain/sequence.ts'

let newest: Stamp | undefined

/** A new id of that instant; ids that this process makes within a millisecond sort as they were made. */
export function newId<Id extends string>(at: Date): Id {
  const before = newest?.at === at.getTime() ? newest : undefined
  newest = stampAfter(before, at.getTime())
  return idOf(newest, randomUUID().slice(24)) as Id
}
