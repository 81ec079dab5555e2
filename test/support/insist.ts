import type { Answer, Command, Kind } from '../../src/posting/command.ts'
import { done } from './coupon-orders.ts'
import type { EngineFault, EngineProcess } from './engine-process.ts'

/** Asks again where the process ended without an answer, as its caller would. */
export async function insist<K extends Kind>(
  process: () => EngineProcess,
  command: Command<K>,
): Promise<Answer<K>> {
  for (;;) {
    try {
      return await done(process().post<K>(command))
    } catch (fault) {
      if (!(fault as EngineFault).isGone) throw fault
    }
  }
}
