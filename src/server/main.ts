import { readConfig } from './config.ts'
import { startGateway } from './gateway.ts'
import { openLog } from './log.ts'
import { runOrExplain } from './start-refused.ts'

const stopMaxMs = 9_500
// On Ctrl-C the terminal signals everyone, and npm passes its own signal on.
const echoMs = 1_000

/** Resolves when the process is told to stop; told so again, it ends at once. */
const stopSignal = new Promise<void>((resolve) => {
  let toldAt: number | undefined
  const hear = () => {
    const now = performance.now()
    if (toldAt !== undefined && now - toldAt > echoMs) process.exit(1)
    if (toldAt !== undefined) return
    toldAt = now
    // Whatever hangs, be it a start that is not done yet.
    setTimeout(() => process.exit(0), stopMaxMs).unref()
    resolve()
  }
  process.on('SIGTERM', hear)
  process.on('SIGINT', hear)
})

await runOrExplain(async () => {
  const config = readConfig(process.env)
  const { url, stop } = await startGateway(config, { log: openLog(config) })
  const page = config.graphiql ? `GraphiQL: ${url}/graphql\n` : ''
  process.stdout.write(`GraphQL:  ${url}/graphql\n${page}`)
  await stopSignal
  await stop()
  return 0
})
process.exit()
