import { createServer, type Server } from 'node:net'
import { codeOf } from './errors.ts'
import { startRefused } from './start-refused.ts'

/** A port that nothing listens on now; someone else may still take it first. */
export const freePort = async (): Promise<number> => {
  const server = createServer()
  const port = await tryListen(server, 0, '127.0.0.1')
  await new Promise((closed) => server.close(closed))
  return port
}

export interface Address {
  readonly host: string
  readonly port: number
  /** Whoever names a port means that one; the default may move. */
  readonly portGiven: boolean
}

const portsTried = 100

/**
 * Listens at the address and answers the port taken: the one named, or from the
 * default upwards the next free one. A named one that is taken is refused.
 */
export async function listen(server: Server, { host, port, portGiven }: Address): Promise<number> {
  const last = portGiven ? port : Math.min(port + portsTried, 65_535)
  for (let candidate = port; ; candidate += 1) {
    try {
      return await tryListen(server, candidate, host)
    } catch (error) {
      if (codeOf(error) === 'EADDRINUSE' && candidate < last) continue
      throw startRefused(sentenceOf(codeOf(error), host, candidate), error)
    }
  }
}

const tryListen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })

function sentenceOf(code: string | undefined, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `PORT wants a free port: something listens on ${host}:${port} already.`
  if (code === 'EACCES') return `PORT wants a port that this user may use: ${port} is not allowed.`
  return `HOST wants an address of this machine: ${host} can't be listened on (${code ?? 'unknown'}).`
}
