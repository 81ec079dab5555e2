import type { Benchmark } from './benchmark.ts'
import { loadOf } from './http.ts'
import { startLoader } from './load.ts'
import { openReference } from './reference.ts'
import { startGatewayProcess } from './servers.ts'
import { type Side, takeTurns } from './turns.ts'

const size = 1_000
const connections = 4

/**
 * accruePointsInBulk of 1,000 recipients a request, over HTTP, against what the
 * database does by hand, one by one. Its latency is that of a whole request.
 */
export const bulk: Benchmark = {
  name: 'bulk',
  unit: 'accruals',
  async run(ground, course) {
    const gateway = await startGatewayProcess(ground)
    const loader = startLoader()
    const reference = await openReference(ground)
    const load = { ...(await loadOf(ground)), url: gateway.url, connections, size }
    const figure: Side = {
      name: `${size} a request, ${connections} connections`,
      turn: (seconds) => loader.run({ ...load, seconds }),
    }
    try {
      return await takeTurns([{ figure, reference: reference.side, asked: 5 }], course)
    } finally {
      await reference.close()
      await loader.close()
      await gateway.stop()
    }
  },
}
