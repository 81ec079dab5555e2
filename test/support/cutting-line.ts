import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { listen } from '../../src/server/port.ts'

/** Stands between an HTTP client and its server, and cuts connections in the middle of an answer. */
export interface CuttingLine {
  readonly url: string
  /** How many connections it has cut. */
  readonly cuts: () => number
  readonly close: () => Promise<void>
}

/**
 * @param bytesOf how many bytes of its answers the next connection lets through before it is cut;
 * undefined: it is spared.
 */
export async function openCuttingLine(
  to: string,
  bytesOf: () => number | undefined,
): Promise<CuttingLine> {
  const sockets = new Set<Socket>()
  let cuts = 0
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(to).port), '127.0.0.1')
    const end = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('close', end).on('error', end)
    }
    let left = bytesOf() ?? Number.POSITIVE_INFINITY
    client.pipe(upstream)
    upstream.on('data', (chunk) => {
      const passing = chunk.subarray(0, left)
      left -= passing.length
      if (left > 0) return void client.write(passing)
      cuts += 1
      upstream.destroy()
      client.write(passing, () => client.destroy())
    })
  })
  const port = await listen(server, { host: '127.0.0.1', port: 0, portGiven: true })
  return {
    url: `http://127.0.0.1:${port}`,
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
