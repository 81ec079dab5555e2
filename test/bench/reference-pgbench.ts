import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Ground } from './ground.ts'
import { accrualByHand, asGateway, type Reference, referenceClients } from './reference-sql.ts'
import type { Turn } from './turns.ts'

const run = promisify(execFile)

export function byPgbench(pgbench: string, ground: Ground): Reference {
  const script = join(ground.folder, 'accrual.sql')
  writeFileSync(script, scriptFor(ground))
  const turn = (seconds: number) => runScript(pgbench, script, ground, seconds)
  return {
    side: { name: `pgbench, ${referenceClients} clients`, turn },
    close: async () => undefined,
  }
}

function scriptFor(ground: Ground): string {
  const statements = accrualByHand(ground).map(({ sql, gives }) => {
    const line = sql.replaceAll(/\s+/g, ' ')
    return gives ? `${line} \\gset` : `${line};`
  })
  const choices = [
    `\\set payer random(1, ${ground.payers.length})`,
    `\\set wallet random(1, ${ground.wallets})`,
  ]
  return [...choices, 'begin;', ...statements, 'commit;', ''].join('\n')
}

/** @param seconds pgbench takes whole ones only: at least one. */
async function runScript(
  pgbench: string,
  script: string,
  ground: Ground,
  seconds: number,
): Promise<Turn> {
  const logs = mkdtempSync(join(ground.folder, 'pgbench-'))
  const words = [
    ...['--no-vacuum', '--protocol=prepared', '--max-tries=1', '--file', script],
    ...['--client', String(referenceClients), '--jobs', '2'],
    ...['--time', String(Math.max(Math.round(seconds), 1))],
    ...['--log', '--log-prefix', join(logs, 'log'), ground.url],
  ]
  const env = { ...process.env, PGOPTIONS: asGateway }
  const { stdout } = await run(pgbench, words, { env }).catch((error: { stderr?: string }) => {
    throw new Error(`pgbench gave up: ${error.stderr?.split('\n', 1)[0]}`)
  })
  const done = numberIn(stdout, /transactions actually processed: (\d+)/)
  const failed = numberIn(stdout, /failed transactions: (\d+)/)
  if (failed > 0) throw new Error(`pgbench failed ${failed} times:\n${stdout}`)
  const latenciesMs = readdirSync(logs).flatMap((name) => readLog(join(logs, name)))
  rmSync(logs, { recursive: true })
  return { done, seconds: done / numberIn(stdout, /tps = ([\d.]+)/), latenciesMs }
}

/** A line a transaction, whose third word is its latency in microseconds. */
const readLog = (path: string): number[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Number(line.split(' ', 3)[2]) / 1_000)

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1]
  if (found === undefined) throw new Error(`pgbench said something else:\n${text}`)
  return Number(found)
}
