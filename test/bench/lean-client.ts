import { connect, type Socket } from 'node:net'

/** One connection that asks and waits for the answer, over and over. */
export interface LeanClient {
  /** Sends a body and resolves to the answer's; rejects where the status is not 200. */
  readonly post: (body: string) => Promise<string>
  readonly close: () => void
}

/**
 * HTTP/1.1 with nothing around it. On a machine of few cores a client that costs
 * as much as the server would measure itself: this one knows only answers that
 * have a content-length, as all servers here give.
 */
export async function openLeanClient(url: URL, token: string): Promise<LeanClient> {
  const socket = await dial(url)
  const head =
    `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\n` +
    `accept: application/json\r\nauthorization: Bearer ${token}\r\ncontent-length: `
  let answered: ((text: string) => void) | undefined
  let failed: ((error: Error) => void) | undefined
  let arrived: Buffer[] = []

  const fail = (error: Error) => failed?.(error)
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The server closed the connection')))
  socket.on('data', (chunk) => {
    arrived.push(chunk)
    const whole = wholeAnswer(arrived)
    if (whole === undefined) return
    arrived = []
    if (whole.startsWith('HTTP/1.1 200 ')) answered?.(whole.slice(whole.indexOf('\r\n\r\n') + 4))
    else fail(new Error(whole))
  })

  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        answered = resolve
        failed = reject
        socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`)
      }),
    close: () => {
      failed = undefined
      socket.destroy()
    },
  }
}

const dial = ({ hostname, port }: URL): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })

const lengthLine = /\r\ncontent-length: *(\d+)\r\n/i

/** The answer's text, once all of it is there. */
function wholeAnswer(chunks: readonly Buffer[]): string | undefined {
  const bytes = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
  const bodyAt = (bytes?.indexOf('\r\n\r\n') ?? -1) + 4
  if (!bytes || bodyAt < 4) return undefined
  const length = lengthLine.exec(bytes.toString('latin1', 0, bodyAt))?.[1]
  if (length === undefined) throw new Error('The answer has no content-length')
  return bytes.length >= bodyAt + Number(length) ? bytes.toString('utf8') : undefined
}
