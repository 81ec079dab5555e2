import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Runs `npm run expire` over one database. */
export interface Expiring {
  /** The command as a process of its own, at that time, to its end. */
  readonly run: (clock: string, ...words: string[]) => Promise<Ended>
  readonly close: () => void
}

interface Ended {
  readonly code: unknown
  readonly stdout: string
  readonly stderr: string
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = ['--import', 'tsx', 'src/server/commands/expire.ts']

export function openExpiring(url: string): Expiring {
  const folder = mkdtempSync(join(tmpdir(), 'points-expire-'))
  const { PATH = '' } = process.env
  return {
    run: (clock, ...words) =>
      new Promise((resolve) => {
        const env = { PATH, DATABASE_URL: url, DATA_DIR: folder, CLOCK: clock }
        const options = { cwd: root, env, timeout: 60_000 }
        execFile(process.execPath, [...program, ...words], options, (error, stdout, stderr) =>
          resolve({ code: error?.code ?? 0, stdout, stderr }),
        )
      }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}
