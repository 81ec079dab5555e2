import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Answer, headersOfAll } from './answer.ts'

/** An answer that comes piece by piece, for as long as both sides like. */
export interface StreamedAnswer extends Omit<Answer, 'body'> {
  readonly pieces: AsyncIterable<Uint8Array>
}

export interface Streams {
  /**
   * Sends an answer, piece by piece as fast as its reader reads; resolves at its end. Rejects
   * where the reader is gone, and then lets go of the source.
   */
  readonly send: (response: ServerResponse, answer: StreamedAnswer) => Promise<void>
  /** Cuts off whoever still reads. */
  readonly cut: () => void
}

export function openStreams(): Streams {
  const open = new Set<ServerResponse>()
  return {
    async send(response, { status, headers, pieces }) {
      // Yoga's stream can't be left before it was read from; its source has not begun by then.
      if (response.destroyed) return
      open.add(response)
      response.writeHead(status, { ...headers, ...headersOfAll, ...unbuffered })
      response.flushHeaders()
      await pipeline(Readable.from(pieces), response).finally(() => open.delete(response))
    },
    cut() {
      for (const response of open) response.destroy()
    },
  }
}

// Proxies would keep pieces back until they have a good many of them.
const unbuffered = { 'x-accel-buffering': 'no' }
