import { checkLedger } from '../../posting/ledger-check.ts'
import { openClock } from '../clock.ts'
import { readConfig } from '../config.ts'
import { connectDatabase } from '../database.ts'
import { openDatabaseServer } from '../database-server.ts'
import { proofAsJson, proofAsTable } from '../proof-text.ts'
import { refuseUnmigrated } from '../refuse-unmigrated.ts'
import { runCommand } from '../run-command.ts'

const usage = 'Usage: npm run --silent ledger:check [-- --json]\n'

/** One line that is written over, so that whoever waits sees what for. */
function tell(step: string | undefined): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(step ? `\r\x1b[Kchecking ${step} ...` : '\r\x1b[K')
}

/** Whether it is to be told to a program. */
function readWords(words: readonly string[]): boolean {
  const unknown = words.find((word) => word !== '--json')
  if (unknown !== undefined) throw new Error(`${unknown} says nothing here.`)
  return words.length > 0
}

async function check(isJson: boolean): Promise<number> {
  const config = readConfig(process.env)
  const server = await openDatabaseServer(config)
  try {
    await refuseUnmigrated(server.url, 'check')
    const db = connectDatabase(server.url, { max: 1 })
    const { offsetMs } = openClock(config)
    const proof = await checkLedger(db, { offsetMs: offsetMs(), onStep: tell })
      .finally(() => tell(undefined))
      .finally(() => db.$disconnect())
    process.stdout.write(`${isJson ? proofAsJson(proof) : proofAsTable(proof)}\n`)
    return proof.ok ? 0 : 1
  } finally {
    await server.stop()
  }
}

await runCommand({ usage, read: readWords, run: check })
