import { availableParallelism, loadavg } from 'node:os'
import { checkLedger } from '../../src/posting/ledger-check.ts'
import { runCommand } from '../../src/server/run-command.ts'
import { accrueFile } from './accrue-file.ts'
import type { Benchmark } from './benchmark.ts'
import { bulk } from './bulk.ts'
import { engine } from './engine.ts'
import { layGround } from './ground.ts'
import { hold } from './hold.ts'
import { http } from './http.ts'
import { issue } from './issue.ts'
import { lots } from './lots.ts'
import { type Options, readOptions } from './options.ts'
import { pages } from './pages.ts'
import { redeem } from './redeem.ts'
import { type Found, foundBy, tableOf } from './report.ts'

const benchmarks: readonly Benchmark[] = [
  engine,
  http,
  bulk,
  accrueFile,
  redeem,
  hold,
  lots,
  issue,
  pages,
]

const usage = `Usage: npm run bench [-- [${benchmarks.map(({ name }) => name).join('|')}]... [--seconds N] [--entries N] [--codes N] [--json] [--smoke]]

  --seconds N  how long each turn of each side lasts; 3, if left out
  --entries N  how many the long history of pages has; 10,000,000, if left out
  --codes N    how many an order of issue has; 200,000, if left out
  --json       prints one JSON document
  --smoke      a moment of each, on few wallets: shows that they work, not how fast
`

function choose({ names }: Options): readonly Benchmark[] {
  const unknown = names.find((name) => !benchmarks.some((known) => known.name === name))
  if (unknown !== undefined) throw new Error(`There is no benchmark ${unknown}.`)
  return benchmarks.filter(({ name }) => names.length === 0 || names.includes(name))
}

/** Each on ground of its own, so that none finds what another left. */
async function find(benchmark: Benchmark, { course, wallets, scale }: Options): Promise<Found> {
  const ground = await layGround(wallets)
  try {
    const compared = await benchmark.run(ground, course, scale)
    return foundBy(benchmark, compared, await checkLedger(ground.db))
  } finally {
    await ground.clear()
  }
}

/** Sixteen clients of a reference get a larger share of a busy machine than one engine does. */
function warnOfOthers(): void {
  const [load = 0] = loadavg()
  if (load > 1)
    process.stderr.write(
      `Others use this machine (load ${load.toFixed(1)} on ${availableParallelism()} cores): ` +
        'ratios may come out too low.\n',
    )
}

async function run(options: Options, chosen: readonly Benchmark[]): Promise<number> {
  warnOfOthers()
  const found: Found[] = []
  for (const benchmark of chosen) {
    process.stderr.write(`${benchmark.name}: under way ...\n`)
    const result = await find(benchmark, options)
    found.push(result)
    if (!options.json) process.stdout.write(`\n${tableOf(result)}`)
  }
  if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`)
  return found.every(({ ledger }) => ledger.ok) ? 0 : 1
}

await runCommand({
  usage,
  read: (words) => {
    const options = readOptions(words)
    return { options, chosen: choose(options) }
  },
  run: ({ options, chosen }) => run(options, chosen),
})
