import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { afterEach, expect, jest, test } from '@jest/globals'
import { type CouponDesk, openCouponDesk } from './support/coupon-desk.ts'
import { linkTo, untilEnded } from './support/downloads.ts'
import { runGateway, whenListening } from './support/program.ts'

jest.setTimeout(600_000)

const quantity = process.env.LONG ? 1_000_000 : 20_000
const mebibyte = 1_048_576

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function startAnother({ config }: CouponDesk) {
  const { databaseUrl = '', dataDir } = config
  const own = { PORT: '0', LOG_LEVEL: 'error', DUE_WORK: 'off' }
  const program = runGateway({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ...own })
  undo.push(async () => {
    program.process.kill('SIGKILL')
    await program.ended
  })
  return { process: program.process, url: await whenListening(program) }
}

/** The most memory that a process has had, where the system tells. */
function peakOf(id: number | undefined): number {
  const path = `/proc/${id}/status`
  const kilobytes = existsSync(path) && /^VmHWM:\s+(\d+)/m.exec(readFileSync(path, 'utf8'))?.[1]
  return Number(kilobytes || 0) * 1024
}

/** The file is read line by line: it may be longer than a text can be. */
async function codesBehind(link: string): Promise<ReadonlySet<string>> {
  const { body } = await fetch(link)
  const codes = new Set<string>()
  if (body)
    for await (const line of createInterface({ input: Readable.fromWeb(body as never) }))
      codes.add(line.split(',')[0] ?? '')
  codes.delete('\uFEFFcode')
  return codes
}

test(`given an order of ${quantity} codes, then all are in the file, and the gateway's memory stays flat`, async () => {
  const desk = await openCouponDesk()
  undo.push(() => desk.stop())
  const order = await desk.bring(await desk.order({ quantity, value: 1 }), 'MADE')
  const { process, url } = await startAnother(desk)
  const before = peakOf(process.pid)
  const codes = await codesBehind((await linkTo(desk, order)).replace(desk.url, url))
  expect(codes.size).toBe(quantity)
  await untilEnded(desk, order)
  expect((peakOf(process.pid) - before) / mebibyte).toBeLessThan(200)
})
