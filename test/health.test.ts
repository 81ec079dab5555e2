import { createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { connectDatabase } from '../src/server/database.ts'
import { openReadiness } from '../src/server/health.ts'
import { listen } from '../src/server/port.ts'
import { databaseUrl, emptyDatabase, freshDatabase, type TestDatabase } from './support/database.ts'

let migrated: TestDatabase
let empty: TestDatabase
beforeAll(async () => {
  ;[migrated, empty] = await Promise.all([freshDatabase(), emptyDatabase()])
})
afterAll(async () => {
  await Promise.all([migrated.drop(), empty.drop()])
})

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

function readiness(url: string, hasRoom = true) {
  const db = connectDatabase(url, { max: 1 })
  undo.push(() => db.$disconnect())
  return openReadiness({ db, databaseUrl: url, hasRoom: () => hasRoom })()
}

const all = { ready: true, database: 'reached', migrations: 'applied', queue: 'has room' }

test('a gateway is ready with a migrated database and room in its queue', async () => {
  expect(await readiness(migrated.url)).toEqual(all)
})

test('a full queue is not ready', async () => {
  expect(await readiness(migrated.url, false)).toEqual({ ...all, ready: false, queue: 'full' })
})

test('a database that lacks migrations is not ready', async () => {
  expect(await readiness(empty.url)).toEqual({ ...all, ready: false, migrations: 'pending' })
})

test('a database that is not there is not ready', async () => {
  const nowhere = { database: 'not reached', migrations: 'unknown' }
  expect(await readiness(databaseUrl('nowhere'))).toEqual({ ...all, ready: false, ...nowhere })
})

test('a server that says nothing is not ready, rather than waited for', async () => {
  const sockets: Socket[] = []
  const mute = createServer((socket) => sockets.push(socket))
  const port = await listen(mute, { host: '127.0.0.1', port: 0, portGiven: true })
  undo.push(() => new Promise((closed) => mute.close(closed)))
  const known = readiness(`postgresql://points:points@127.0.0.1:${port}/points`)
  undo.push(() => sockets.map((socket) => socket.destroy()))
  const nowhere = { database: 'not reached', migrations: 'unknown' }
  expect(await known).toEqual({ ...all, ready: false, ...nowhere })
})
