import { accrueList, checkList } from '../bulk-accrual/accrue-list.ts'
import { refuseContract } from '../bulk-accrual/contract-of-list.ts'
import { resultPathOf } from '../bulk-accrual/result-file.ts'
import { type Asked, readWords, usage } from '../bulk-accrual/words.ts'
import { type Config, readConfig } from '../config.ts'
import { personHash } from '../person-hash.ts'
import { runCommand } from '../run-command.ts'
import { openSecrets } from '../secrets.ts'
import { exitInterrupted, openStopSignal } from '../stop-signal.ts'
import { withLedger } from '../with-ledger.ts'

const toldMost = 20

/** Says what is malformed, and that nothing was granted. */
async function check({ path, language }: Asked): Promise<number> {
  let told = 0
  const hashPerson = () => ''
  const { lines, malformed } = await checkList({ path, hashPerson }, (line) => {
    told += 1
    if (told <= toldMost) process.stdout.write(`line ${line.number}: ${line.malformed[language]}\n`)
  })
  const count = (value: number) => value.toLocaleString('en')
  process.stdout.write(
    `${count(lines)} lines, ${count(malformed)} of them malformed. Nothing was granted.\n`,
  )
  return malformed === 0 ? 0 : 1
}

async function accrue(asked: Asked, config: Config): Promise<number> {
  const signal = openStopSignal(exitInterrupted)
  const hashPerson = personHash(openSecrets(config).person)
  return withLedger(config, 'grant points in', async (bench) => {
    await refuseContract(bench.db, asked.contract)
    const list = { path: asked.path, hashPerson }
    const tally = await accrueList({ ...asked, list }, bench, signal)
    process.stdout.write(tally.text())
    if (signal.aborted) {
      process.stderr.write('Stopped. The same command again goes on, and grants nothing twice.\n')
      return exitInterrupted
    }
    process.stdout.write(`What became of each line: ${resultPathOf(asked.path)}\n`)
    return tally.isAllDone() ? 0 : 1
  })
}

await runCommand({
  usage,
  read: readWords,
  run: async (asked) => (asked.isDry ? check(asked) : accrue(asked, readConfig(process.env))),
})
