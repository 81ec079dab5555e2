import { hash } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { canonical, type Input } from '../domain/idempotency.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { Ledger, OnCommitted } from './batch.ts'
import type { Item } from './carry-out.ts'
import type { Answer, Command, Kind } from './command.ts'
import { isLockTimeout, isOutage, isPassing, overloaded } from './fault.ts'
import type { Posting } from './posting.ts'
import { postPrepared } from './prepared.ts'
import type { LedgerDatabase } from './storage/transaction.ts'

export interface EngineOptions {
  readonly db: LedgerDatabase
  /** How far the platform's clock is ahead of the database's. */
  readonly offsetMs?: () => number
  /** How many commands may wait; past it callers are refused at once. */
  readonly queueBound?: number
  /** How many commands share a transaction at most. */
  readonly batchMax?: number
  readonly onCommitted?: OnCommitted
}

export interface Engine extends Posting {
  /** How many commands wait for their batch. */
  readonly waiting: () => number
  readonly hasRoom: () => boolean
  /** Takes nothing new, and resolves when all that waited is answered. */
  readonly drain: () => Promise<void>
}

interface Waiting extends Item {
  readonly resolve: (answer: Answer | Refusal) => void
  readonly reject: (fault: unknown) => void
}

/**
 * Group commit: commands wait in a queue, and while one batch commits, the next
 * fills. There is no timer: a lone command is carried out at once.
 */
export function createEngine(options: EngineOptions): Engine {
  const { db, offsetMs = () => 0, queueBound = 10_000, batchMax = 1_000 } = options
  const { onCommitted = () => undefined } = options
  const ledger: Ledger = { db, offsetMs, onCommitted, months: new Set(), making: undefined }
  const queue: Waiting[] = []
  let running: Promise<void> | undefined
  let draining = false

  const hasRoom = (more = 1) => !draining && queue.length + more <= queueBound

  const run = async () => {
    // What arrives in the same turn of the event loop shares the first batch.
    await nextTurn()
    while (queue.length > 0) await settle(ledger, queue.splice(0, batchMax), () => draining)
    running = undefined
  }

  const enqueue = (command: Command) =>
    new Promise<Answer | Refusal>((resolve, reject) => {
      queue.push({ command, fingerprint: fingerprintOf(command), resolve, reject })
      running ??= run()
    })

  return {
    post: async <K extends Kind>(command: Command<K>) => {
      if (!hasRoom()) throw overloaded()
      return enqueue(command) as Promise<Answer<K> | Refusal>
    },

    async postAll<K extends Kind>(commands: readonly Command<K>[]) {
      if (!hasRoom(commands.length)) throw overloaded()
      const settled = await Promise.allSettled(commands.map(enqueue))
      return settled.map((one) => {
        if (one.status === 'rejected') throw one.reason
        return one.value as Answer<K> | Refusal
      })
    },

    waiting: () => queue.length,
    hasRoom,

    async drain() {
      draining = true
      await running
      await ledger.making
    },
  }
}

/** R35: the mutation and its arguments, whoever asks and by whatever key. */
function fingerprintOf(command: Command): string {
  const { kind, caller: _caller, ...input } = command
  const asked = { ...input, idempotencyKey: undefined, mutation: kind }
  return hash('sha256', canonical(asked as Input))
}

/** Answers each command of a batch; where the batch fails for good, half by half, so that a poisonous one fails alone. */
async function settle(
  ledger: Ledger,
  batch: readonly Waiting[],
  isLeaving: () => boolean,
): Promise<void> {
  try {
    const answers = await insist(ledger, batch, isLeaving)
    for (const [index, answer] of answers.entries()) batch[index]?.resolve(answer)
  } catch (fault) {
    if (batch.length === 1 || isOutage(fault))
      for (const { reject } of batch) reject(isLockTimeout(fault) ? overloaded() : fault)
    else for (const part of partsOf(batch, fault)) await settle(ledger, part, isLeaving)
  }
}

/** Halves find a poisonous command soonest; where waiting for a lock is what takes long, no two wait together. */
function partsOf<T>(batch: readonly T[], fault: unknown): readonly (readonly T[])[] {
  if (isLockTimeout(fault)) return batch.map((one) => [one])
  const middle = Math.ceil(batch.length / 2)
  return [batch.slice(0, middle), batch.slice(middle)]
}

const triesMax = 10
const pauseMs = (tries: number) => Math.min(50 * 2 ** tries, 2_000) * (0.5 + Math.random() / 2)

/** Tries a batch again while that may help. Its keys tell what an unanswered commit has done. */
async function insist(ledger: Ledger, batch: readonly Item[], isLeaving: () => boolean) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await postPrepared(ledger, batch)
    } catch (fault) {
      const isHopeless = !isPassing(fault) || isLockTimeout(fault)
      if (isHopeless || tries === triesMax || (isOutage(fault) && isLeaving())) throw fault
      await sleep(pauseMs(tries))
    }
  }
}
