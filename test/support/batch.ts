import { isRefusal } from '../../src/domain/refusal.ts'
import type { BatchState } from '../../src/posting/books.ts'
import { carryOut } from '../../src/posting/carry-out.ts'
import { type Changes, noChanges } from '../../src/posting/changes.ts'
import type { Command } from '../../src/posting/command.ts'
import { touchesOf } from '../../src/posting/handlers.ts'
import { moment, stateOf, type World, world } from './books.ts'

/** Commands that share a commit: the books they find, and what they add. */
export interface Batch {
  readonly state: BatchState
  readonly changes: Changes
}

export const batchOf = (found: World = world()): Batch => ({
  state: stateOf(found, moment().at),
  changes: noChanges(),
})

/** Here an input's fingerprint is told, so that two inputs are the same exactly where the test says. */
export const ask = ({ state, changes }: Batch, command: Command, fingerprint = 'input-1') => {
  state.touches.set(command, touchesOf(command))
  return carryOut({ command, fingerprint }, state, changes)
}

/** How an answer is told in a table: done, replayed, or the code of a refusal. */
export const tell = (answer: object): string => {
  if (isRefusal(answer)) return answer.code
  return 'replayed' in answer && answer.replayed ? 'replayed' : 'done'
}
