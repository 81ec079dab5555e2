import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { listen } from '../../src/server/port.ts'

/** What becomes of a connection over which a transaction is to be committed. */
export type Fate =
  /** Nothing happens to it. */
  | 'spared'
  /** It is cut before the server hears of the commit. */
  | 'unheard'
  /** It is cut once the server has committed, and the client does not hear of it. */
  | 'unanswered'

export interface CuttingProxy {
  readonly port: number
  readonly close: () => Promise<void>
}

/** Stands between a client and its PostgreSQL, and cuts connections at the worst instant. */
export async function openCuttingProxy(to: number, fateOf: () => Fate): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1')
    const cut = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('close', cut).on('error', cut)
    }
    let isAwaited = false
    client.on('data', (chunk) => {
      const fate = chunk.includes('COMMIT') ? fateOf() : 'spared'
      if (fate === 'unheard') return cut()
      isAwaited ||= fate === 'unanswered'
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (!isAwaited) client.write(chunk)
      // The tag of a command that is complete.
      else if (chunk.includes('COMMIT')) cut()
    })
  })
  const port = await listen(server, { host: '127.0.0.1', port: 0, portGiven: true })
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
