import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { headersOfAll } from '../answer.ts'
import type { StreamedAnswer } from '../streams.ts'

export interface Patience {
  /** For how long a client may read nothing, or keep the connection open after the last byte. */
  readonly idleMs: number
  /** How long what is on its way to a client that has gone may take to be sent back. */
  readonly graceMs: number
}

export const patience: Patience = { idleMs: 120_000, graceMs: 1_000 }

/**
 * Sends an answer and finds out whether the client received all of it: whether it closed the
 * connection in order after the last byte, and left nothing unread on the way. Whoever breaks off,
 * is cut off or never closes has not.
 *
 * @param length of the answer in bytes, by which the client knows its end.
 * @returns Rejects where the answer could not be sent to its end.
 */
export async function sendWhole(
  response: ServerResponse,
  { status, headers, pieces, length }: StreamedAnswer & { readonly length: number },
  { idleMs, graceMs }: Patience,
): Promise<boolean> {
  const { socket } = response
  if (!socket || response.destroyed) return false
  const received = isReceived(response, socket, graceMs)
  socket.setTimeout(idleMs)
  response.writeHead(status, {
    ...headers,
    'content-length': length,
    ...headersOfAll,
    connection: 'close',
    // A proxy that takes all of it at once would be the one who received it.
    'x-accel-buffering': 'no',
  })
  await pipeline(Readable.from(pieces), response)
  return received
}

/**
 * The connection stays open for the client to close, which HTTP by itself would not wait for.
 *
 * A client that leaves before the last byte has come resets the connection when more comes, but its
 * goodbye is here before that. By then a write fails.
 */
function isReceived(response: ServerResponse, socket: Socket, graceMs: number): Promise<boolean> {
  socket.destroySoon = () => undefined
  socket.removeAllListeners('end')
  return new Promise((resolve) => {
    socket.once('close', () => resolve(false))
    socket.once('end', async () => {
      await sleep(graceMs)
      if (response.writableFinished) resolve(await canWrite(socket))
      socket.destroy()
    })
  })
}

const canWrite = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    socket.write('\r\n', (fault) => resolve(!fault))
  })
