import { endOf, type KstDate, kstDateOf } from '../../domain/calendar.ts'
import { readConfig } from '../config.ts'
import { messageOf } from '../errors.ts'
import { carryOutAll } from '../expiry/carry-out-all.ts'
import { countDueWallets, type Forecast, forecastExpiry } from '../expiry/forecast.ts'
import { forecastAsTable } from '../expiry/forecast-text.ts'
import { readWords, usage } from '../expiry/words.ts'
import { openProgress } from '../progress.ts'
import { runCommand } from '../run-command.ts'
import { startRefused } from '../start-refused.ts'
import { exitInterrupted, openStopSignal } from '../stop-signal.ts'
import { type Workbench, withLedger } from '../with-ledger.ts'

async function foresee({ db, clock }: Workbench, on: KstDate | undefined, signal: AbortSignal) {
  const now = clock.now()
  if (on && on < kstDateOf(now)) throw startRefused('--at wants today or a later day.')
  const by = on ? endOf(on) : now
  const progress = openProgress(await countDueWallets(db, by))
  const onProgress = (wallets: number) =>
    progress.tell(wallets, `${wallets.toLocaleString('en')} wallets`)
  const forecast = await forecastExpiry(db, { now, by }, { signal, onProgress }).finally(
    progress.end,
  )
  if (signal.aborted) return exitInterrupted
  const until = on ? `By the end of ${on} in KST` : 'By now'
  const table = forecastAsTable(forecast, await partnersOf(forecast, db))
  process.stdout.write(`${until}, unless spent before, there expire:\n${table}`)
  return 0
}

async function partnersOf({ expiring }: Forecast, db: Workbench['db']) {
  const contracts = await db.contract.findMany({
    where: { id: { in: expiring.map(({ contract }) => contract) } },
    select: { id: true, partner: { select: { code: true } } },
  })
  return new Map(contracts.map(({ id, partner }) => [id, partner.code]))
}

const unreadable = (fault: unknown) =>
  startRefused(`Which wallets are due can't be read, and the rest is left: ${messageOf(fault)}`)

async function carryOut(bench: Workbench, signal: AbortSignal): Promise<number> {
  const progress = openProgress(await countDueWallets(bench.db, bench.clock.now()))
  const carriedOut = await carryOutAll(bench, signal, progress).finally(progress.end)
  const { wallets, faults, stoppedBy } = carriedOut
  process.stdout.write(`Carried out what was due in ${wallets.toLocaleString('en')} wallets.\n`)
  for (const fault of faults) process.stderr.write(`Not carried out: ${messageOf(fault)}\n`)
  if (stoppedBy !== undefined) throw unreadable(stoppedBy)
  if (signal.aborted) return exitInterrupted
  return faults.length === 0 ? 0 : 1
}

await runCommand({
  usage,
  read: readWords,
  run: async ({ isDry, on }) => {
    const signal = openStopSignal(exitInterrupted)
    return withLedger(readConfig(process.env), 'look into', (bench) =>
      isDry ? foresee(bench, on, signal) : carryOut(bench, signal),
    )
  },
})
