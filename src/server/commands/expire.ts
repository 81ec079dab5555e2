import { endOf, type KstDate, kstDateOf } from '../../domain/calendar.ts'
import { readConfig } from '../config.ts'
import { messageOf } from '../errors.ts'
import { type CarriedOut, carryOutAll, expireAllOrders } from '../expiry/carry-out-all.ts'
import { forecastCoupons } from '../expiry/coupon-forecast.ts'
import { countDueWallets, type Forecast, forecastExpiry } from '../expiry/forecast.ts'
import { couponsAsTable, forecastAsTable } from '../expiry/forecast-text.ts'
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
  const coupons = await forecastCoupons(db, by)
  if (coupons.length > 0)
    process.stdout.write(`And coupons, unless registered before:\n${couponsAsTable(coupons)}`)
  process.stdout.write('Nothing was written.\n')
  return 0
}

async function partnersOf({ expiring }: Forecast, db: Workbench['db']) {
  const contracts = await db.contract.findMany({
    where: { id: { in: expiring.map(({ contract }) => contract) } },
    select: { id: true, partner: { select: { code: true } } },
  })
  return new Map(contracts.map(({ id, partner }) => [id, partner.code]))
}

const unreadable = (things: string, fault: unknown) =>
  startRefused(`Which ${things} are due can't be read, and the rest is left: ${messageOf(fault)}`)

async function carryOut(bench: Workbench, signal: AbortSignal): Promise<number> {
  const { inWallets, ofOrders } = await workOff(bench, signal)
  const [wallets, orders] = [inWallets.done, ofOrders.done]
  process.stdout.write(`Carried out what was due in ${wallets.toLocaleString('en')} wallets.\n`)
  if (orders > 0)
    process.stdout.write(`Coupons of ${orders.toLocaleString('en')} orders have expired.\n`)
  const faults = [...inWallets.faults, ...ofOrders.faults]
  for (const fault of faults) process.stderr.write(`Not carried out: ${messageOf(fault)}\n`)
  if (inWallets.stoppedBy !== undefined) throw unreadable('wallets', inWallets.stoppedBy)
  if (ofOrders.stoppedBy !== undefined) throw unreadable('orders of coupons', ofOrders.stoppedBy)
  if (signal.aborted) return exitInterrupted
  return faults.length === 0 ? 0 : 1
}

async function workOff(bench: Workbench, signal: AbortSignal) {
  const progress = openProgress(await countDueWallets(bench.db, bench.clock.now()))
  try {
    const inWallets = await carryOutAll(bench, signal, progress)
    const isStopped = inWallets.stoppedBy !== undefined
    const none: CarriedOut = { done: 0, faults: [] }
    const ofOrders = isStopped ? none : await expireAllOrders(bench, signal, progress)
    return { inWallets, ofOrders }
  } finally {
    progress.end()
  }
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
