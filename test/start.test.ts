import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { readConfig } from '../src/server/config.ts'
import { listen } from '../src/server/port.ts'
import { startPostgres } from '../src/server/postgres.ts'
import { isAlive } from '../src/server/postgres-users.ts'
import { signToken } from '../src/server/signing-key.ts'
import { freshDatabase, type TestDatabase } from './support/database.ts'
import { tell } from './support/gateway.ts'
import { type Program, runGateway, whenListening } from './support/program.ts'

jest.setTimeout(90_000)

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

let folder: string
let database: TestDatabase
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'points-start-'))
  chmodSync(folder, 0o755)
  database = await freshDatabase()
})
afterAll(async () => {
  // The killed have left it running.
  await (await startPostgres({ folder: join(folder, 'postgres') })).stop()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

function run(env: Readonly<Record<string, string>>): Program {
  const program = runGateway({ DATA_DIR: folder, ...env })
  undo.push(async () => {
    program.process.kill('SIGKILL')
    await program.ended
  })
  return program
}

const onGiven = () => ({ DATABASE_URL: database.url })
const onOwn = { PORT: '0' }

const ask = async (url: string, path: string, init?: RequestInit) =>
  tell(await fetch(`${url}${path}`, init))

/** Waits until it holds; the test's own time limit ends it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await sleep(50)
}

/** Occupies a port as another program would; which one, if none is named. */
async function occupy(port = 0): Promise<number> {
  const server = createServer()
  undo.push(() => new Promise((closed) => server.close(closed)))
  return listen(server, { host: '127.0.0.1', port, portGiven: true })
}

describe('given a PORT', () => {
  test('that is taken, says so in one sentence and ends with 1', async () => {
    const port = await occupy()
    const program = run({ ...onGiven(), PORT: String(port) })
    expect(await program.ended).toBe(1)
    expect(program.err()).toBe(
      `PORT wants a free port: something listens on 127.0.0.1:${port} already.\n`,
    )
    expect(program.out()).toBe('')
  })

  test('that is none, says so in one sentence and ends with 1', async () => {
    const program = run({ ...onGiven(), PORT: 'eighty' })
    expect(await program.ended).toBe(1)
    expect(program.err()).toBe('PORT wants a whole number from 0 to 65535.\n')
  })
})

test('without a PORT, and with the default one taken, prints the next free one', async () => {
  await occupy(4000).catch(() => undefined)
  const program = run(onGiven())
  const url = await whenListening(program)
  expect(Number(new URL(url).port)).toBeGreaterThan(4000)
  expect(program.out()).toBe(`GraphQL:  ${url}/graphql\nGraphiQL: ${url}/graphql\n`)
  expect((await ask(url, '/readiness')).status).toBe(200)
})

describe('told to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s, ends with 0, though a connection is kept open',
    async (signal) => {
      const program = run({ ...onGiven(), PORT: '0' })
      const url = await whenListening(program)
      expect((await ask(url, '/health')).status).toBe(200)
      program.process.kill(signal)
      expect(await program.ended).toBe(0)
      expect(program.err()).toBe('')
    },
  )

  test('finishes what is under way, and takes nothing new', async () => {
    const program = run({ ...onGiven(), PORT: '0' })
    const url = await whenListening(program)
    const body = new TransformStream<Uint8Array, Uint8Array>()
    const writer = body.writable.getWriter()
    const underWay = ask(url, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body.readable,
      duplex: 'half',
    } as RequestInit)
    await writer.write(Buffer.from('{"query":'))
    await until(async () => (await ask(url, '/health')).status === 200)
    program.process.kill('SIGTERM')
    await until(() =>
      ask(url, '/health').then(
        () => false,
        () => true,
      ),
    )
    await writer.write(Buffer.from('"{ __typename }"}'))
    await writer.close()
    expect(await underWay).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } })
    expect(await program.ended).toBe(0)
  })
})

describe('on a PostgreSQL of its own', () => {
  const pidFile = () => join(folder, 'postgres', 'data', 'postmaster.pid')
  const postgresId = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0])

  test('starts from nothing, with demo data, and stops what it started', async () => {
    const program = run(onOwn)
    const url = await whenListening(program)
    expect(await ask(url, '/readiness')).toMatchObject({
      status: 200,
      body: { database: 'reached', migrations: 'applied', queue: 'has room' },
    })
    const operator = { kind: 'OPERATOR', code: 'operator' } as const
    const token = await signToken(readConfig({ DATA_DIR: folder }), operator)
    const demo = await ask(url, '/graphql?query={partner(code:"bakery"){name}}', {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(demo.body).toEqual({ data: { partner: { name: '행복제과' } } })
    const id = postgresId()
    program.process.kill('SIGTERM')
    expect(await program.ended).toBe(0)
    expect(isAlive(id)).toBe(false)
  })

  test('that is killed, is not ready, starts it again and goes on', async () => {
    const url = await whenListening(run(onOwn))
    process.kill(postgresId(), 'SIGKILL')
    await until(async () => (await ask(url, '/readiness')).status === 503)
    expect((await ask(url, '/health')).status).toBe(200)
    await until(async () => (await ask(url, '/readiness')).status === 200)
  })

  test('comes up by itself after it was killed, and after both were', async () => {
    const first = run(onOwn)
    await whenListening(first)
    const id = postgresId()
    first.process.kill('SIGKILL')
    await first.ended

    const second = run(onOwn)
    await whenListening(second)
    expect(postgresId()).toBe(id)
    second.process.kill('SIGKILL')
    process.kill(id, 'SIGKILL')
    await second.ended

    expect((await ask(await whenListening(run(onOwn)), '/readiness')).status).toBe(200)
  })

  test('that hangs, ends all the same when told so again', async () => {
    const program = run(onOwn)
    const url = await whenListening(program)
    const id = postgresId()
    process.kill(id, 'SIGSTOP')
    undo.push(() => process.kill(id, 'SIGCONT'))
    program.process.kill('SIGTERM')
    await until(() =>
      ask(url, '/health').then(
        () => false,
        () => true,
      ),
    )
    await sleep(1_100)
    program.process.kill('SIGTERM')
    expect(await program.ended).toBe(1)
  })

  const long = process.env.LONG ? test : test.skip
  long('that hangs, ends with 0 within ten seconds', async () => {
    const program = run(onOwn)
    await whenListening(program)
    const id = postgresId()
    process.kill(id, 'SIGSTOP')
    undo.push(() => process.kill(id, 'SIGCONT'))
    const toldAt = performance.now()
    program.process.kill('SIGTERM')
    expect(await program.ended).toBe(0)
    expect(performance.now() - toldAt).toBeLessThan(10_000)
  })
})
