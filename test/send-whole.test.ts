import { createServer } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { type Patience, sendWhole } from '../src/server/coupon-export/send-whole.ts'
import { listen } from '../src/server/port.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const patient = { idleMs: 120_000, graceMs: 1 }

/** A server that answers with these pieces, and what becomes of its first answer. */
async function serve(
  pieces: readonly Uint8Array[],
  told: Partial<Patience> = {},
  afterLast: Promise<void> = Promise.resolve(),
) {
  const asked = { pieces: 0 }
  const counted = async function* () {
    for (const piece of pieces) {
      asked.pieces += 1
      yield piece
    }
    await afterLast
  }
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  const answer = { status: 200, headers: {}, pieces: counted(), length }
  let tell = (_received: Promise<boolean>) => {}
  const received = new Promise<boolean>((resolve) => {
    tell = resolve
  })
  let leave = () => {}
  const goodbye = new Promise<void>((resolve) => {
    leave = resolve
  })
  const server = createServer((request, response) => {
    tell(sendWhole(response, answer, { ...patient, ...told }).catch(() => false))
    request.socket.once('end', leave)
  })
  const port = await listen(server, { host: '127.0.0.1', port: 0, portGiven: true })
  undo.push(() => new Promise((closed) => server.close(closed)))
  return { port, url: `http://127.0.0.1:${port}/`, asked, received, goodbye }
}

function ask(port: number, allowHalfOpen = false): Socket {
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen })
  undo.push(() => client.destroy())
  client.on('error', () => undefined)
  client.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
  return client
}

const small = [Buffer.from('one\r\n'), Buffer.from('two\r\n')]
// More than the buffers on the way hold.
const large = Array.from({ length: 500 }, () => Buffer.alloc(100_000, 'x'))

describe('an answer is received whole', () => {
  test.each([
    ['small', small],
    ['large', large],
  ])('by a client that reads it all and closes: %s', async (_size, pieces) => {
    const { url, received } = await serve(pieces)
    const body = Buffer.from(await (await fetch(url)).arrayBuffer())
    expect(body.equals(Buffer.concat(pieces))).toBe(true)
    expect(await received).toBe(true)
  })

  test('by one that keeps connections, as it is told that this one closes', async () => {
    const { url, received } = await serve(small)
    const response = await fetch(url, { keepalive: true })
    expect(response.headers.get('connection')).toBe('close')
    expect(await response.text()).toBe('one\r\ntwo\r\n')
    expect(await received).toBe(true)
  })

  test('by one of HTTP/1.0, which knows the end by the length', async () => {
    const { port, received } = await serve(small)
    const client = connect(port, '127.0.0.1')
    client.write('GET / HTTP/1.0\r\n\r\n')
    let text = ''
    for await (const chunk of client) {
      text += chunk
      if (text.endsWith('two\r\n')) break
    }
    expect(text).toContain('\r\nContent-Length: 10\r\n'.toLowerCase())
    expect(await received).toBe(true)
  })

  test('by one that closes as soon as it has the last byte, before the server knows that it was the last', async () => {
    let finish = () => {}
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { port, received, goodbye } = await serve(small, { graceMs: 100 }, finished)
    const client = ask(port)
    for await (const chunk of client) if (String(chunk).endsWith('two\r\n')) break
    await goodbye
    finish()
    expect(await received).toBe(true)
  })
})

describe('an answer is not received whole', () => {
  test.each([
    ['small', small],
    ['large', large],
  ])('by a client that leaves it unread: %s', async (_size, pieces) => {
    const { port, received, asked } = await serve(pieces)
    const client = ask(port).pause()
    while (asked.pieces === 0) await new Promise(setImmediate)
    client.destroy()
    expect(await received).toBe(false)
  })

  test('by one that says goodbye before the last byte', async () => {
    const { port, received } = await serve(large)
    const client = ask(port, true).pause()
    client.end()
    expect(await received).toBe(false)
  })

  test.each([
    ['reads all and never closes', (client: Socket) => client.resume()],
    ['reads nothing', (client: Socket) => client.pause()],
  ])('by one that %s, and the server waits for no longer than it said', async (_how, begin) => {
    const { port, received } = await serve(large, { idleMs: 200 })
    const client = ask(port, true)
    begin(client)
    expect(await received).toBe(false)
  })

  test('by one that is not there any more when it is to begin', async () => {
    let tell = (_received: boolean) => {}
    const received = new Promise<boolean>((resolve) => {
      tell = resolve
    })
    const server = createServer(async (request, response) => {
      client.resetAndDestroy()
      await new Promise<void>((closed) => request.socket.on('close', () => closed()))
      const pieces = (async function* () {})()
      tell(await sendWhole(response, { status: 200, headers: {}, pieces, length: 1 }, patient))
    })
    const port = await listen(server, { host: '127.0.0.1', port: 0, portGiven: true })
    undo.push(() => new Promise((closed) => server.close(closed)))
    const client = ask(port)
    expect(await received).toBe(false)
  })
})

test('a client that does not read is not read for: pieces wait where they come from', async () => {
  const { port, asked, received } = await serve(large)
  const client = ask(port).pause()
  let before = -1
  while (asked.pieces !== before) {
    before = asked.pieces
    for (let turn = 0; turn < 2_000; turn += 1) await new Promise(setImmediate)
  }
  expect(asked.pieces).toBeGreaterThan(0)
  expect(asked.pieces).toBeLessThan(large.length)
  client.destroy()
  expect(await received).toBe(false)
})
