import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from './errors.ts'
import type { PostgresHome } from './postgres-home.ts'

/** The notes of this very process. A note with its number that is not among them is of a dead one. */
const ownNotes = new Set<string>()

/**
 * Notes that this process uses the server. The answer takes the note away and
 * says whether it was the last: then nobody else needs the server.
 */
export function registerUser({ folder, handOver }: PostgresHome): () => boolean {
  const notes = join(folder, 'users')
  const own = `${process.pid}.${randomUUID()}`
  mkdirSync(notes, { recursive: true })
  handOver(notes)
  writeFileSync(join(notes, own), '')
  ownNotes.add(own)
  return () => {
    rmSync(join(notes, own), { force: true })
    ownNotes.delete(own)
    const others = existsSync(notes) ? readdirSync(notes) : []
    return !others.some(isInUse)
  }
}

/** In a container every start may have the same process id, also that of a killed one. */
function isInUse(note: string): boolean {
  const processId = Number.parseInt(note, 10)
  return processId === process.pid ? ownNotes.has(note) : isAlive(processId)
}

/** Whether that process lives, also where it is someone else's. */
export function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0) && !isZombie(processId)
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Dead, but its parent has not heard of it yet; in a container it may never do. */
function isZombie(processId: number): boolean {
  try {
    return readFileSync(`/proc/${processId}/stat`, 'latin1').includes(') Z ')
  } catch {
    return false
  }
}
