import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { startRefused } from './start-refused.ts'

/** PostgreSQL refuses to run as root: then its programs run as this user. */
export interface User {
  readonly uid: number
  readonly gid: number
}

const exec = promisify(execFile)

/** The user named postgres, made if it is missing. */
export async function postgresUser(): Promise<User> {
  const id = async (flag: string) => Number((await exec('id', [flag, 'postgres'])).stdout)
  const ids = async () => ({ uid: await id('-u'), gid: await id('-g') })
  const make = () => exec('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  try {
    // Two processes may make the user at once, so what counts is that there is one.
    return await ids().catch(() => make().then(ids, ids))
  } catch (error) {
    throw startRefused(
      'PostgreSQL does not run as root, and a user for it could not be made: ' +
        'run this as an ordinary user, or make a user named postgres, or set DATABASE_URL.',
      error,
    )
  }
}

/** Runs a program as that user and answers what it printed. Rejects if it fails. */
export async function runAs(
  user: User | undefined,
  cwd: string,
  program: string,
  words: readonly string[],
): Promise<string> {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
  return (await exec(program, words, { ...user, cwd, env })).stdout
}

/** For root alone: a folder that every user may pass through, unlike root's own home. */
export function openCommonFolder(): string {
  const folder = '/var/lib/point-platform-gateway'
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o755)
  return folder
}
