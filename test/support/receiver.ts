import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'

/** A key as Standard Webhooks have it. */
export const secret = `whsec_${Buffer.from('a key of thirty-two bytes, plain').toString('base64')}`

export interface Arrival {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  /** As it came. */
  readonly text: string
}

/** What the receiver does with a request: answers a status, never answers, or breaks off. */
export type Reply =
  | number
  | 'stall'
  | 'break off'
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }

/** A provider's gateway, which takes notices over HTTP. */
export interface Receiver {
  readonly url: string
  readonly arrivals: readonly Arrival[]
  readonly close: () => Promise<void>
}

/** @param replyTo may take its time. */
export async function openReceiver(
  replyTo: (arrival: Arrival) => Reply | Promise<Reply>,
): Promise<Receiver> {
  const arrivals: Arrival[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { headers } = request
    const id = String(headers['webhook-id'])
    const arrival = { id, headers, text: Buffer.concat(chunks).toString() }
    arrivals.push(arrival)
    give(response, await replyTo(arrival))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices`,
    arrivals,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function give(response: ServerResponse, reply: Reply): void {
  if (reply === 'stall') return
  if (reply === 'break off') {
    response.socket?.end('HTTP/1.1 200 OK\r\ncontent-le')
    return
  }
  const { status, headers } = typeof reply === 'number' ? { status: reply, headers: {} } : reply
  response.writeHead(status, headers).end('{"taken":true}')
}

/** What arrived; throws where its signature is wrong. */
export const contentOf = ({ headers, text }: Arrival) =>
  new Webhook(secret).verify(text, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  })
