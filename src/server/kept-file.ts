import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { codeOf, messageOf } from './errors.ts'
import { startRefused } from './start-refused.ts'

/**
 * The text of a file that is made once and kept, readable by its owner alone.
 *
 * The text is written beside its place and linked there: of two processes that
 * make it at once one wins, and both read the same, whole text.
 */
export function keptFile(path: string, make: () => string): string {
  try {
    return read(path) ?? create(path, make())
  } catch (error) {
    const reason = codeOf(error) ?? messageOf(error)
    throw startRefused(
      `DATA_DIR wants a folder that this user may read and write: ${path} can't be (${reason}).`,
      error,
    )
  }
}

function create(path: string, text: string): string {
  const draft = `${path}.${randomUUID()}`
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(path, 'utf8')
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
