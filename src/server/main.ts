import { once } from 'node:events'
import { readConfig } from './config.ts'
import { startGateway } from './gateway.ts'
import { openLog } from './log.ts'
import { runOrExplain } from './start-refused.ts'
import { openStopSignal } from './stop-signal.ts'

const stopMaxMs = 9_500
const stopping = openStopSignal(1)
// Whatever hangs, be it a start that is not done yet.
stopping.addEventListener('abort', () => {
  setTimeout(() => process.exit(0), stopMaxMs).unref()
})

await runOrExplain(async () => {
  const config = readConfig(process.env)
  const { url, stop } = await startGateway(config, { log: openLog(config) })
  const page = config.graphiql ? `GraphiQL: ${url}/graphql\n` : ''
  process.stdout.write(`GraphQL:  ${url}/graphql\n${page}`)
  if (!stopping.aborted) await once(stopping, 'abort')
  await stop()
  return 0
})
process.exit()
