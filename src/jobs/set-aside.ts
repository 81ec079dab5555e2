import { isWorthAsking } from '../posting/fault.ts'

/** What due work has met that can't be carried out, so that it does not keep the rest from it. */
export interface SetAside<Id> {
  readonly ids: () => readonly Id[]
  /** Tries them again from now on. */
  readonly clear: () => void
  /**
   * Posts for each on its own; whatever fails by its own fault is set aside.
   *
   * @returns the faults; those that last name what they are about, which the database does not.
   */
  readonly postEach: (
    ids: readonly Id[],
    post: (id: Id) => Promise<unknown>,
  ) => Promise<readonly unknown[]>
}

/** @param things what is worked off, in one word or two. */
export function openSetAside<Id extends string>(things: string): SetAside<Id> {
  const faulty = new Set<Id>()
  return {
    ids: () => [...faulty],
    clear: () => faulty.clear(),
    async postEach(ids, post) {
      const faults: unknown[] = []
      const tryOne = (id: Id) =>
        post(id).catch((fault: unknown) => {
          // Where trying again may help, it is not to blame.
          if (isWorthAsking(fault)) return faults.push(fault)
          faulty.add(id)
          return faults.push(named(`${things} ${id}`, fault))
        })
      await Promise.all(ids.map(tryOne))
      return faults
    },
  }
}

const named = (name: string, cause: unknown): Error =>
  new Error(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause })
