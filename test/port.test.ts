import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { freePort, listen } from '../src/server/port.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
})

describe('the port', () => {
  const host = '127.0.0.1'
  const newServer = () => {
    const server = createServer()
    undo.push(() => new Promise((closed) => server.close(closed)))
    return server
  }

  test('left out and taken, moves to the next free one', async () => {
    const port = await listen(newServer(), { host, port: await freePort(), portGiven: true })
    const next = await listen(newServer(), { host, port, portGiven: false })
    expect(next).toBeGreaterThan(port)
  })

  test('named and taken, is refused', async () => {
    const port = await listen(newServer(), { host, port: 0, portGiven: true })
    await expect(listen(newServer(), { host, port, portGiven: true })).rejects.toThrow(
      `PORT wants a free port: something listens on 127.0.0.1:${port} already.`,
    )
  })

  test('at a host that is not this machine, is refused', async () => {
    const elsewhere = { host: '192.0.2.1', port: 0, portGiven: true }
    await expect(listen(newServer(), elsewhere)).rejects.toThrow(
      "HOST wants an address of this machine: 192.0.2.1 can't be listened on (EADDRNOTAVAIL).",
    )
  })
})
