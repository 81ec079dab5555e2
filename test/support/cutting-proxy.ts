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

export interface Fates {
  readonly atCommit?: () => Fate
  /** Whether the server ends a connection in the same breath in which it greets it. */
  readonly isDismissed?: () => boolean
}

// As PostgreSQL says them.
const readyForQuery = Buffer.from('Z\0\0\0\u0005I', 'latin1')
const fields = 'SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'
const dismissal = Buffer.concat([
  Buffer.from(`E\0\0\0${String.fromCharCode(fields.length + 4)}`, 'latin1'),
  Buffer.from(fields, 'latin1'),
])

/** Stands between a client and its PostgreSQL, and cuts connections at the worst instant. */
export async function openCuttingProxy(to: number, fates: Fates): Promise<CuttingProxy> {
  const { atCommit = () => 'spared', isDismissed = () => false } = fates
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
    let isGreeted = false
    client.on('data', (chunk) => {
      const fate = chunk.includes('COMMIT') ? atCommit() : 'spared'
      if (fate === 'unheard') return cut()
      isAwaited ||= fate === 'unanswered'
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      const isGreeting = !isGreeted && chunk.includes(readyForQuery)
      isGreeted ||= isGreeting
      if (isGreeting && isDismissed()) client.end(Buffer.concat([chunk, dismissal]))
      else if (!isAwaited) client.write(chunk)
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
