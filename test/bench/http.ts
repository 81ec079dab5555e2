import type { Benchmark } from './benchmark.ts'
import { amountGranted, type Ground } from './ground.ts'
import { type Load, type Loader, startLoader } from './load.ts'
import { type BenchServer, startEmptyServer, startGatewayProcess, tokenFor } from './servers.ts'
import { type Side, takeTurns } from './turns.ts'

const connections = 64

/**
 * accruePoints one by one over HTTP, against the same server answering an empty
 * mutation of that shape, and against a plain Yoga server answering it: what
 * posting adds to what HTTP and GraphQL cost anyway.
 */
export const http: Benchmark = {
  name: 'http',
  unit: 'requests',
  run: (ground, course) =>
    withServers(ground, async ({ gateway, empty, plain, loader }) => {
      const load = await loadOf(ground)
      const side = (name: string, { url }: BenchServer): Side => ({
        name,
        turn: (seconds) => loader.run({ ...load, url, seconds }),
      })
      const figure = side(`accruePoints, ${connections} connections`, gateway)
      return takeTurns(
        [
          { figure, reference: side('the same server, empty', empty), asked: 0.7 },
          { figure, reference: side('plain Yoga, empty', plain), asked: 1 },
        ],
        course,
      )
    }),
}

/** Of single accruals on all contracts; the rest is up to the benchmark. */
export const loadOf = async (ground: Ground): Promise<Omit<Load, 'url' | 'seconds'>> => ({
  token: await tokenFor(ground),
  connections,
  contracts: ground.payers.map(({ contract }) =>
    Buffer.from(`Contract:${contract}`).toString('base64'),
  ),
  users: ground.wallets,
  amount: Number(amountGranted),
  size: 1,
})

interface Servers {
  readonly gateway: BenchServer
  readonly empty: BenchServer
  readonly plain: BenchServer
  readonly loader: Loader
}

async function withServers<T>(ground: Ground, work: (servers: Servers) => Promise<T>): Promise<T> {
  const stops: (() => Promise<void>)[] = []
  const kept = async (starting: Promise<BenchServer>) => {
    const server = await starting
    stops.push(server.stop)
    return server
  }
  const loader = startLoader()
  stops.push(loader.close)
  try {
    const gateway = await kept(startGatewayProcess(ground))
    const empty = await kept(startEmptyServer(ground, 'gateway'))
    const plain = await kept(startEmptyServer(ground, 'plain'))
    return await work({ gateway, empty, plain, loader })
  } finally {
    for (const stop of stops) await stop()
  }
}
