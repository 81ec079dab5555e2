import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The newest program of PostgreSQL that runs: Debian keeps some beside its server, not on the path. */
export async function findProgram(name: string): Promise<string | undefined> {
  const home = '/usr/lib/postgresql'
  const versions = readdirSafely(home).sort((a, b) => Number(b) - Number(a))
  for (const path of [...versions.map((version) => join(home, version, 'bin', name)), name])
    if (await runs(path)) return path
  return undefined
}

function readdirSafely(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const runs = (path: string): Promise<boolean> =>
  run(path, ['--version']).then(
    () => true,
    () => false,
  )
