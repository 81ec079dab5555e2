import type { IncomingMessage } from 'node:http'

/** The most bytes that a request may bring: 1,000 accruals in one fit well. */
export const bodyMax = 1_048_576

/**
 * The whole body of a request, or undefined where it is longer than the most,
 * whether or not it said so beforehand. What is left of a longer one is let pass
 * unread, so that its sender gets to hear the answer. Rejects where the sender is gone.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const tooLong = () => {
      request.off('data', take)
      request.resume()
      resolve(undefined)
    }
    const take = (chunk: Buffer) => {
      length += chunk.length
      if (length > bodyMax) tooLong()
      else chunks.push(chunk)
    }
    request.on('error', reject)
    request.on('end', () => resolve(joined(chunks)))
    if (Number(request.headers['content-length'] ?? 0) > bodyMax) tooLong()
    else request.on('data', take)
  })
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks
  return only && chunks.length === 1 ? only : Buffer.concat(chunks)
}
