import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from './errors.ts'
import type { Log } from './log.ts'

/** What is open and has to be closed again, the last first. */
export interface Closing {
  /** @param ms how long it may take; after that the next is closed all the same. */
  readonly add: (name: string, ms: number, close: () => Promise<unknown>) => void
  /** Never rejects; asked again, it waits for the first time's end. */
  readonly close: () => Promise<void>
}

export function openClosing(log: Log): Closing {
  const open: { name: string; ms: number; close: () => Promise<unknown> }[] = []
  let closed: Promise<void> | undefined

  const closeAll = async () => {
    for (let next = open.pop(); next; next = open.pop()) {
      const { name, ms, close } = next
      try {
        await within(ms, close())
      } catch (error) {
        log.error(`Closing ${name}: ${messageOf(error)}`)
      }
    }
  }
  return {
    add: (name, ms, close) => void open.push({ name, ms, close }),
    close: () => {
      closed ??= closeAll()
      return closed
    },
  }
}

async function within(ms: number, closed: Promise<unknown>): Promise<void> {
  const done = new AbortController()
  const late = sleep(ms, undefined, { signal: done.signal }).then(() => {
    throw new Error(`it takes longer than ${ms} ms, and is left`)
  })
  try {
    await Promise.race([closed, late])
  } finally {
    late.catch(() => undefined)
    done.abort()
  }
}
