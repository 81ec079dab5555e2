import type { Refusal } from '../domain/refusal.ts'
import type { Answer, Command, Kind } from './command.ts'

/** How everything else asks for points to move. An answer of success is committed to disk (R36). */
export interface Posting {
  /** Rejects with an `Overloaded` where too much is waiting: then nothing was written. */
  readonly post: <K extends Kind>(command: Command<K>) => Promise<Answer<K> | Refusal>
  /** Each command on its own, in order; rejects as a whole where the queue can't take them all. */
  readonly postAll: <K extends Kind>(
    commands: readonly Command<K>[],
  ) => Promise<readonly (Answer<K> | Refusal)[]>
}
