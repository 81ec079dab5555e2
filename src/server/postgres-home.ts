import { randomBytes } from 'node:crypto'
import {
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { faultOf } from './errors.ts'
import { keptFile } from './kept-file.ts'
import { runnablePrograms } from './postgres-programs.ts'
import { openCommonFolder, postgresUser, runAs, type User } from './postgres-user.ts'
import { startRefused } from './start-refused.ts'

/** Where PostgreSQL keeps its data, and how to run its programs there. */
export interface PostgresHome {
  readonly folder: string
  readonly password: string
  readonly passwordFile: string
  /** Gives what this process made to the user that PostgreSQL runs as. */
  readonly handOver: (path: string) => void
  readonly run: (program: 'initdb' | 'pg_ctl', words: readonly string[]) => Promise<string>
}

/**
 * Makes a folder ready for PostgreSQL: programs that run, a place that they may
 * write to, a password kept there.
 *
 * Where root's files are out of reach for the user that PostgreSQL then runs as,
 * programs and new data go to a folder under /var/lib, and the folder asked for
 * becomes a link to it.
 */
export async function openPostgresHome(asked: string): Promise<PostgresHome> {
  const user = await userOf(openFolder(asked))
  const folder = await reachableFolder(asked, user)
  const bin = await runnablePrograms(user)
  const handOver = (path: string) => user && chownSync(path, user.uid, user.gid)
  const passwordFile = join(folder, 'password')
  const password = keptFile(passwordFile, () => randomBytes(24).toString('base64url'))
  handOver(passwordFile)
  const run: PostgresHome['run'] = (program, words) =>
    runAs(user, folder, join(bin, program), words)
  return { folder, password, passwordFile, handOver, run }
}

/** Root serves another's data as its owner, who can then go on with it; new data as postgres. */
async function userOf(folder: string): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = statSync(folder)
  if (uid !== 0) return { uid, gid }
  const user = await postgresUser()
  chownSync(folder, user.uid, user.gid)
  return user
}

async function reachableFolder(asked: string, user: User | undefined): Promise<string> {
  const folder = openFolder(asked)
  if (!user) return folder
  if (await mayWrite(folder, user)) return folder
  if (readdirSync(folder).length === 0) return linkElsewhere(asked, user)
  throw startRefused(
    `PostgreSQL does not run as root, and its user can't reach ${folder} and the data in it: ` +
      'let others pass through the folders above it, or choose another DATA_DIR.',
  )
}

function openFolder(asked: string): string {
  try {
    // Only the data's own folder is closed to others: PostgreSQL's user may have to pass those above.
    mkdirSync(dirname(asked), { recursive: true })
    mkdirSync(asked, { recursive: true, mode: 0o700 })
    return realpathSync(asked)
  } catch (error) {
    throw startRefused(`DATA_DIR wants a folder that can be made: ${faultOf(error)}.`, error)
  }
}

const mayWrite = (folder: string, user: User): Promise<boolean> =>
  runAs(user, '/', 'test', ['-w', folder]).then(
    () => true,
    () => false,
  )

function linkElsewhere(asked: string, user: User): string {
  const elsewhere = mkdtempSync(join(openCommonFolder(), 'data-'))
  chownSync(elsewhere, user.uid, user.gid)
  try {
    rmdirSync(asked)
    symlinkSync(elsewhere, asked)
  } catch (error) {
    rmdirSync(elsewhere)
    // Of two processes that do this at once, one makes the link and the other follows it.
    if (!lstatSync(asked).isSymbolicLink()) throw error
  }
  return realpathSync(asked)
}
