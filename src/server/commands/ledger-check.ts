import { checkLedger } from '../../posting/ledger-check.ts'
import { openClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { connectDatabase } from '../database.ts'
import { openDatabaseServer } from '../database-server.ts'
import { proofAsJson, proofAsTable } from '../proof-text.ts'
import { refuseUnmigrated } from '../refuse-unmigrated.ts'
import { runOrExplain } from '../start-refused.ts'

const usage = 'Usage: npm run --silent ledger:check [-- --json]\n'

/** One line that is written over, so that whoever waits sees what for. */
function tell(step: string | undefined): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(step ? `\r\x1b[Kchecking ${step} ...` : '\r\x1b[K')
}

await runOrExplain(async () => {
  const words = process.argv.slice(2)
  if (words.some((word) => word !== '--json')) {
    process.stderr.write(usage)
    return 2
  }
  const config = readConfig(process.env)
  const server = await openDatabaseServer(config)
  try {
    await refuseUnmigrated(server.url, 'check')
    const db = connectDatabase(server.url, { max: 1 })
    const { offsetMs } = openClock(config)
    const proof = await checkLedger(db, { offsetMs: offsetMs(), onStep: tell })
      .finally(() => tell(undefined))
      .finally(() => db.$disconnect())
    process.stdout.write(`${words.length > 0 ? proofAsJson(proof) : proofAsTable(proof)}\n`)
    return proof.ok ? 0 : 1
  } finally {
    await server.stop()
  }
})
