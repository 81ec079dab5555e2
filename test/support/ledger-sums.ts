import fc from 'fast-check'
import type { Entry } from '../../src/domain/ledger.ts'
import { type Points, total } from '../../src/domain/points.ts'
import { someSteps } from './ledger-steps.ts'
import { type Walk, walk } from './ledger-walk.ts'

/** Holds after any walk. */
export const always = (check: (walk: Walk) => void) =>
  fc.assert(
    fc.property(someSteps, (steps) => check(walk(steps))),
    { numRuns: 100 },
  )

export const entriesOf = ({ posted }: Walk): readonly Entry[] =>
  posted.flatMap(({ journal }) => journal.entries)

/** The sum of the entries that a question picks. */
export const sumOf = (entries: readonly Entry[], told: Partial<Entry>): Points =>
  total(
    entries
      .filter((entry) =>
        Object.entries(told).every(([name, value]) => entry[name as keyof Entry] === value),
      )
      .map(({ amount }) => amount),
  )
