import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { Benchmark } from './benchmark.ts'
import { amountGranted, type Ground } from './ground.ts'
import { openReference } from './reference.ts'
import { environmentOf } from './servers.ts'
import { type Side, type Turn, takeTurns } from './turns.ts'

/** A short course is only to show that it works. */
const linesOf = (seconds: number): number => (seconds > 1 ? 100_000 : 2_000)

/**
 * `npm run accrue` of a list of 100,000 lines, from its start to its end, against what the
 * database does by hand, one by one. Its latency is that of the whole list.
 */
export const accrueFile: Benchmark = {
  name: 'accrue-file',
  unit: 'accruals',
  async run(ground, course) {
    const reference = await openReference(ground)
    const lines = linesOf(course.seconds)
    const figure: Side = {
      name: `a list of ${lines.toLocaleString('en')} lines`,
      turn: () => accrueList(ground, lines),
    }
    try {
      return await takeTurns([{ figure, reference: reference.side, asked: 5 }], course)
    } finally {
      await reference.close()
    }
  },
}

let lists = 0

async function accrueList(ground: Ground, lines: number): Promise<Turn> {
  lists += 1
  const path = join(ground.folder, `list-${lists}.csv`)
  await pipeline(Readable.from(listOf(ground, lines)), createWriteStream(path))
  const asked = performance.now()
  await accrue(ground, path)
  const ms = performance.now() - asked
  return { done: lines, seconds: ms / 1_000, latenciesMs: [ms] }
}

function* listOf({ wallets }: Ground, lines: number): Generator<string> {
  yield 'account,amount\n'
  for (let line = 0; line < lines; line += 1)
    yield `user-${1 + (line % wallets)},${amountGranted}\n`
}

const program = fileURLToPath(new URL('../../src/server/commands/accrue.ts', import.meta.url))

async function accrue(ground: Ground, path: string): Promise<void> {
  const { PATH, HOME } = process.env
  const contract = ground.payers[0]?.contract ?? ''
  const child = spawn(
    process.execPath,
    [...process.execArgv, program, path, '--contract', contract],
    {
      env: { PATH, HOME, ...environmentOf(ground) },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`accrue ended with ${code}`)
}
