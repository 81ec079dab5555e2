import { execFile, execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type Postgres, type PostgresOptions, startPostgres } from '../src/server/postgres.ts'
import { runSql } from './support/database.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders: string[] = []
const servers: Postgres[] = []
afterEach(async () => {
  for (const server of servers) await server.stop()
  for (const { folder } of servers.splice(0)) rmSync(folder, { recursive: true, force: true })
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'points-postgres-'))
  chmodSync(folder, 0o755)
  folders.push(folder)
  return join(folder, 'postgres')
}

async function start(options: PostgresOptions): Promise<Postgres> {
  const settings = { fsync: 'off', shared_buffers: '16MB', ...options.settings }
  const server = await startPostgres({ ...options, settings })
  servers.push(server)
  return server
}

/** What another process gets that starts on the folder, and then dies without a word. */
async function startElsewhere(folder: string): Promise<{ owned: boolean; processId: number }> {
  const script = `
    import { startPostgres } from '${root}src/server/postgres.ts'
    const settings = { fsync: 'off', shared_buffers: '16MB' }
    const { owned, processId } = await startPostgres({ folder: '${folder}', settings })
    process.stdout.write(JSON.stringify({ owned, processId }), () => process.kill(process.pid, 'SIGKILL'))`
  const words = ['--import', 'tsx', '--input-type=module', '--eval', script]
  const run = promisify(execFile)(process.execPath, words, { cwd: root })
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  return JSON.parse(stdout)
}

const answer = async (server: Postgres) =>
  (await runSql(server.url('postgres'), 'select 1 as one')).rows[0]

describe('a PostgreSQL of our own', () => {
  test('starts in an empty folder, keeps what was written over a restart, and stops', async () => {
    const folder = newFolder()
    const first = await start({ folder })
    expect(first.owned).toBe(true)
    await runSql(first.url('postgres'), 'create table kept (id int)')
    await first.stop()
    await expect(answer(first)).rejects.toThrow('ECONNREFUSED')

    const second = await start({ folder })
    expect((await runSql(second.url('postgres'), 'select * from kept')).rows).toEqual([])
  })

  test('never loses a commit: fsync and synchronous_commit are on unless asked otherwise', async () => {
    const server = await startPostgres({ folder: newFolder() })
    servers.push(server)
    const { rows } = await runSql(
      server.url('postgres'),
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
    )
    expect(rows).toEqual([{ fsync: 'on', commit: 'on' }])
  })

  test('lets nobody in without the password, which only its owner may read', async () => {
    const server = await start({ folder: newFolder() })
    const url = new URL(server.url('postgres'))
    url.password = ''
    await expect(runSql(url.href, 'select 1')).rejects.toThrow()
    await expect(answer(server)).resolves.toEqual({ one: 1 })
  })

  test('is joined by two processes that start at once, and stopped by the last that leaves', async () => {
    const folder = newFolder()
    const [one, other] = await Promise.all([start({ folder }), start({ folder })])

    expect([one.owned, other.owned].sort()).toEqual([false, true])
    expect(one.processId).toBe(other.processId)
    await one.stop()
    expect(await answer(other)).toEqual({ one: 1 })
    await other.stop()
    await expect(answer(other)).rejects.toThrow('ECONNREFUSED')
  })

  test('given that its starter was killed, is joined, and stopped by whoever joined', async () => {
    const folder = newFolder()
    const { owned, processId } = await startElsewhere(folder)
    expect(owned).toBe(true)

    const joined = await start({ folder })
    expect(joined).toMatchObject({ owned: false, processId })
    await joined.stop()
    await expect(answer(joined)).rejects.toThrow('ECONNREFUSED')
  })

  test('given a note of a killed process whose number this one has, is stopped all the same', async () => {
    const folder = newFolder()
    const server = await start({ folder })
    writeFileSync(join(server.folder, 'users', `${process.pid}.of-another-life`), '')
    await server.stop()
    await expect(answer(server)).rejects.toThrow('ECONNREFUSED')
  })

  test('given that it was killed itself, starts again, on the same port if one is named', async () => {
    const folder = newFolder()
    const first = await start({ folder })
    const port = Number(new URL(first.url('postgres')).port)
    await runSql(first.url('postgres'), 'create table kept (id int)')
    process.kill(first.processId, 'SIGKILL')

    const second = await start({ folder, port })
    expect(second.url('postgres')).toBe(first.url('postgres'))
    expect((await runSql(second.url('postgres'), 'select * from kept')).rows).toEqual([])
  })

  test('given a pid file whose number is another program’s by now, starts', async () => {
    const folder = newFolder()
    const first = await start({ folder })
    const pidFile = join(first.folder, 'data', 'postmaster.pid')
    const left = readFileSync(pidFile, 'utf8')
    await first.stop()
    writeFileSync(pidFile, left.replace(/^\d+/, String(process.pid)))

    expect((await start({ folder })).owned).toBe(true)
  })

  test('says in a sentence why it does not start', async () => {
    const settings = { shared_buffers: 'plenty' }
    await expect(start({ folder: newFolder(), settings })).rejects.toThrow(
      /^PostgreSQL does not start in .*shared_buffers/,
    )
  })

  test('says in a sentence that the folder can’t be made', async () => {
    await expect(start({ folder: join(root, 'package.json', 'postgres') })).rejects.toThrow(
      /^DATA_DIR wants a folder that can be made: .*package\.json/,
    )
  })

  const asRoot = process.getuid?.() === 0 ? test : test.skip
  asRoot('serves the data of another user as that user', async () => {
    const folder = newFolder()
    const owner = Number(execFileSync('id', ['-u', 'nobody']))
    mkdirSync(folder, { mode: 0o700 })
    chownSync(folder, owner, owner)

    const server = await start({ folder })
    expect(await answer(server)).toEqual({ one: 1 })
    for (const name of ['data', 'password', 'users'])
      expect(statSync(join(folder, name)).uid).toBe(owner)
  })

  asRoot(
    'leaves its data in a folder that others may enter, where it makes it itself',
    async () => {
      const folder = join(newFolder(), '..', 'made', 'postgres')
      expect((await start({ folder })).folder).toBe(realpathSync(folder))
    },
  )

  asRoot('given a folder that only root may enter, keeps its data where it can', async () => {
    const folder = newFolder()
    chmodSync(join(folder, '..'), 0o700)

    const [one, other] = await Promise.all([start({ folder }), start({ folder })])
    expect(one.folder).toMatch(/^\/var\/lib\/point-platform-gateway\/data-/)
    expect(other.folder).toBe(one.folder)
    expect(await answer(one)).toEqual({ one: 1 })
    await one.stop()
    await other.stop()

    const again = await start({ folder })
    expect(again.folder).toBe(one.folder)
    await again.stop()
    rmSync(folder)
    const fresh = await start({ folder })
    expect(fresh.folder).not.toBe(one.folder)
    expect(existsSync(one.folder)).toBe(true)
  })
})
