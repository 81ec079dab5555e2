import { type Stamp, stampAfter } from '../domain/sequence.ts'
import { idAt } from '../posting/id-at.ts'

let newest: Stamp | undefined

/** A new id of that instant; ids that this process makes within a millisecond sort as they were made. */
export function newId<Id extends string>(at: Date): Id {
  const before = newest?.at === at.getTime() ? newest : undefined
  newest = stampAfter(before, at.getTime())
  return idAt(newest) as Id
}
